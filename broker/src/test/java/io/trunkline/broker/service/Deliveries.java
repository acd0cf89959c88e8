package io.trunkline.broker.service;

import io.trunkline.broker.BrokerException;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.DeliveryListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps what a receiver gets. */
public final class Deliveries implements DeliveryListener {
  private final List<Delivery> all = new CopyOnWriteArrayList<>();
  private volatile @Nullable BrokerException end;

  @Override
  public void delivered(Delivery delivery) {
    all.add(delivery);
  }

  @Override
  public void ended(BrokerException reason) {
    end = reason;
  }

  public List<Delivery> all() {
    return all;
  }

  public @Nullable BrokerException end() {
    return end;
  }

  public List<String> bodies() {
    return all.stream().map(BrokerHarness::body).toList();
  }
}
