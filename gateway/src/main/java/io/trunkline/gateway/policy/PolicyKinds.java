package io.trunkline.gateway.policy;

import static io.trunkline.gateway.policy.PolicyFactory.anywhere;
import static io.trunkline.gateway.policy.PolicyFactory.in;
import static io.trunkline.gateway.policy.Section.BACKEND;
import static io.trunkline.gateway.policy.Section.INBOUND;
import static io.trunkline.gateway.policy.Section.ON_ERROR;
import static io.trunkline.gateway.policy.Section.OUTBOUND;

import io.trunkline.gateway.policy.access.AuthenticationBasic;
import io.trunkline.gateway.policy.access.AuthenticationManagedIdentity;
import io.trunkline.gateway.policy.access.CheckHeader;
import io.trunkline.gateway.policy.access.Cors;
import io.trunkline.gateway.policy.access.IpFilter;
import io.trunkline.gateway.policy.access.Quota;
import io.trunkline.gateway.policy.access.RateLimit;
import io.trunkline.gateway.policy.access.RateLimitByKey;
import io.trunkline.gateway.policy.access.ValidateJwt;
import io.trunkline.gateway.policy.flow.Choose;
import io.trunkline.gateway.policy.flow.ForwardRequest;
import io.trunkline.gateway.policy.flow.Retry;
import io.trunkline.gateway.policy.flow.SendRequest;
import io.trunkline.gateway.policy.flow.SetBackendService;
import io.trunkline.gateway.policy.flow.Trace;
import io.trunkline.gateway.policy.transform.FindAndReplace;
import io.trunkline.gateway.policy.transform.MockResponse;
import io.trunkline.gateway.policy.transform.ReturnResponse;
import io.trunkline.gateway.policy.transform.RewriteUri;
import io.trunkline.gateway.policy.transform.SetBody;
import io.trunkline.gateway.policy.transform.SetHeader;
import io.trunkline.gateway.policy.transform.SetMethod;
import io.trunkline.gateway.policy.transform.SetQueryParameter;
import io.trunkline.gateway.policy.transform.SetStatus;
import io.trunkline.gateway.policy.transform.SetVariable;
import java.util.Map;

/** The policies there are, and the sections they may stand in. */
final class PolicyKinds {
  private PolicyKinds() {}

  static Map<String, PolicyFactory> all() {
    return Map.ofEntries(
        Map.entry("authentication-basic", in(AuthenticationBasic::compile, INBOUND)),
        Map.entry(
            "authentication-managed-identity",
            in(AuthenticationManagedIdentity::compile, INBOUND, OUTBOUND)),
        Map.entry("check-header", in(CheckHeader::compile, INBOUND)),
        Map.entry("choose", anywhere(Choose::compile)),
        Map.entry("cors", in(Cors::compile, INBOUND)),
        Map.entry("find-and-replace", anywhere(FindAndReplace::compile)),
        Map.entry("forward-request", in(ForwardRequest::compile, BACKEND)),
        Map.entry("ip-filter", in(IpFilter::compile, INBOUND)),
        Map.entry("mock-response", in(MockResponse::compile, INBOUND, OUTBOUND, ON_ERROR)),
        Map.entry("quota", in(Quota::compile, INBOUND)),
        Map.entry("quota-by-key", in(Quota::compileByKey, INBOUND)),
        Map.entry("rate-limit", in(RateLimit::compile, INBOUND)),
        Map.entry("rate-limit-by-key", in(RateLimitByKey::compile, INBOUND)),
        Map.entry("retry", anywhere(Retry::compile)),
        Map.entry("return-response", anywhere(ReturnResponse::compile)),
        Map.entry("rewrite-uri", in(RewriteUri::compile, INBOUND)),
        Map.entry("send-request", anywhere(SendRequest::compile)),
        Map.entry("set-backend-service", in(SetBackendService::compile, INBOUND, BACKEND)),
        Map.entry("set-body", anywhere(SetBody::compile)),
        Map.entry("set-header", anywhere(SetHeader::compile)),
        Map.entry("set-method", in(SetMethod::compile, INBOUND, ON_ERROR)),
        Map.entry("set-query-parameter", in(SetQueryParameter::compile, INBOUND, BACKEND)),
        Map.entry("set-status", anywhere(SetStatus::compile)),
        Map.entry("set-variable", anywhere(SetVariable::compile)),
        Map.entry("trace", anywhere(Trace::compile)),
        Map.entry("validate-jwt", in(ValidateJwt::compile, INBOUND)));
  }
}
