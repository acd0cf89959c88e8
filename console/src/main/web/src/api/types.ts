/** What the pages read of the node's replies; there is more in them. */

export interface ListReply<T> {
  readonly value: T[];
  readonly nextLink?: string;
}

export interface Subscription {
  readonly id: string;
}

export interface Resource<P = unknown> {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly location?: string;
  readonly sku?: { readonly name?: string };
  readonly properties: P;
}

export interface CountDetails {
  readonly activeMessageCount: number;
  readonly deadLetterMessageCount: number;
  readonly scheduledMessageCount: number;
}

export interface Entity {
  readonly status: string;
  readonly countDetails?: CountDetails;
  readonly sizeInBytes?: number;
}

export interface Workflow {
  readonly state: string;
  readonly definition?: {
    readonly triggers?: Readonly<Record<string, { readonly type: string }>>;
    readonly actions?: Readonly<Record<string, unknown>>;
  };
}

/** What runs, actions and triggers share. */
export interface Execution {
  readonly status: string;
  readonly code?: string;
  readonly startTime?: string;
  readonly endTime?: string;
  readonly error?: { readonly code?: string; readonly message?: string };
  readonly inputs?: unknown;
  readonly outputs?: unknown;
  readonly inputsLink?: ContentLink;
  readonly outputsLink?: ContentLink;
}

/** Says where contents are, or that they are kept secret. */
export interface ContentLink {
  readonly secureData?: unknown;
}

export interface Run extends Execution {
  readonly trigger: Execution & { readonly name: string };
}

export interface Action extends Execution {
  readonly repetitionCount?: number;
}

export interface EventSubscription {
  readonly destination?: EventDestination;
  readonly deliveryWithResourceIdentity?: { readonly destination?: EventDestination };
  readonly filter?: {
    readonly includedEventTypes?: string[];
    readonly subjectBeginsWith?: string;
    readonly subjectEndsWith?: string;
    readonly advancedFilters?: unknown[];
  };
  readonly deadLetterDestination?: { readonly properties?: { readonly blobContainerName?: string } };
  readonly provisioningState?: string;
}

export interface EventDestination {
  readonly endpointType: string;
  readonly properties?: { readonly endpointBaseUrl?: string; readonly resourceId?: string };
}

export interface EventTopic {
  readonly inputSchema?: string;
  readonly source?: string;
}

export interface GatewayService {
  readonly gatewayUrl: string;
}

export interface GatewayApi {
  readonly displayName: string;
  readonly path: string;
  readonly serviceUrl?: string;
  readonly subscriptionRequired?: boolean;
}

export interface GatewayProduct {
  readonly displayName: string;
  readonly state: string;
  readonly subscriptionRequired?: boolean;
}

export interface GatewaySubscription {
  readonly displayName?: string;
  readonly scope: string;
  readonly state: string;
}

export interface Span {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly room: string;
  readonly name: string;
  /** Nanoseconds since the epoch; a double keeps them to a quarter of a microsecond. */
  readonly startedAt: number;
  readonly durationNanos: number;
  readonly failure: string | null;
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface Trace {
  readonly traceId: string;
  readonly spans: Span[];
  /** How many spans more there were than the node kept. */
  readonly left: number;
}
