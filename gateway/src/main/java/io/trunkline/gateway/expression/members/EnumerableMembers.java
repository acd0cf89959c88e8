package io.trunkline.gateway.expression.members;

import static io.trunkline.gateway.expression.TypeMembers.type;
import static io.trunkline.gateway.expression.members.Arguments.items;
import static io.trunkline.gateway.expression.members.Arguments.lambda;
import static io.trunkline.gateway.expression.members.Arguments.number;

import io.trunkline.gateway.expression.EvaluationException;
import io.trunkline.gateway.expression.TypeCatalog;
import io.trunkline.gateway.expression.TypeMembers;
import io.trunkline.gateway.expression.TypeMembers.Lambda;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** LINQ on {@code IEnumerable}; evaluated at once, not lazily. */
final class EnumerableMembers {
  private EnumerableMembers() {}

  static void addTo(TypeCatalog catalog) {
    TypeMembers enumerable = type("IEnumerable<T>").representedBy(Iterable.class);
    choosing(enumerable);
    shaping(enumerable);
    catalog.add(enumerable);
  }

  private static void choosing(TypeMembers enumerable) {
    enumerable
        .method("T First()", (it, a) -> needed(first(items(it).stream())))
        .method("T First(Func<T, bool> test)", (it, a) -> needed(first(filter(it, a))))
        .method("T FirstOrDefault()", (it, a) -> first(items(it).stream()))
        .method("T FirstOrDefault(Func<T, bool> test)", (it, a) -> first(filter(it, a)))
        .method("T Single()", (it, a) -> single(items(it)))
        .method("T Single(Func<T, bool> test)", (it, a) -> single(filter(it, a).toList()))
        .method("T Last()", (it, a) -> items(it).getLast())
        .method("T LastOrDefault()", (it, a) -> items(it).isEmpty() ? null : items(it).getLast())
        .method("T ElementAt(int index)", (it, a) -> items(it).get(number(a, 0)))
        .method("bool Any()", (it, a) -> !items(it).isEmpty())
        .method("bool Any(Func<T, bool> test)", (it, a) -> filter(it, a).findAny().isPresent())
        .method(
            "bool All(Func<T, bool> test)",
            (it, a) -> items(it).stream().allMatch(lambda(a, 0)::test))
        .method("bool Contains(T item)", (it, a) -> items(it).contains(a[0]))
        .method("int Count()", (it, a) -> items(it).size())
        .method("int Count(Func<T, bool> test)", (it, a) -> (int) filter(it, a).count());
  }

  private static void shaping(TypeMembers enumerable) {
    enumerable
        .method("IEnumerable<T> Where(Func<T, bool> test)", (it, a) -> list(filter(it, a)))
        .method("IEnumerable<R> Select<R>(Func<T, R> map)", (it, a) -> map(it, lambda(a, 0)))
        .method(
            "IEnumerable<R> SelectMany<R>(Func<T, IEnumerable<R>> map)",
            (it, a) -> list(map(it, lambda(a, 0)).stream().flatMap(part -> items(part).stream())))
        .method("IEnumerable<T> OrderBy<R>(Func<T, R> key)", (it, a) -> sort(it, a, false))
        .method("IEnumerable<T> OrderByDescending<R>(Func<T, R> key)", (it, a) -> sort(it, a, true))
        .method(
            "IEnumerable<T> Skip(int count)",
            (it, a) -> list(items(it).stream().skip(number(a, 0))))
        .method(
            "IEnumerable<T> Take(int count)",
            (it, a) -> list(items(it).stream().limit(number(a, 0))))
        .method(
            "IEnumerable<T> Distinct()", (it, a) -> new ArrayList<>(new LinkedHashSet<>(items(it))))
        .method(
            "IEnumerable<T> Concat(IEnumerable<T> other)",
            (it, a) -> list(Stream.concat(items(it).stream(), items(a[0]).stream())))
        .method(
            "IEnumerable<T> Except(IEnumerable<T> other)",
            (it, a) -> list(items(it).stream().filter(item -> !items(a[0]).contains(item))))
        .method(
            "IEnumerable<T> Intersect(IEnumerable<T> other)",
            (it, a) -> list(items(it).stream().filter(items(a[0])::contains)))
        .method("IEnumerable<T> Reverse()", (it, a) -> reversed(it))
        .method("List<T> ToList()", (it, a) -> items(it))
        .method("T[] ToArray()", (it, a) -> items(it))
        .method(
            "Dictionary<K, V> ToDictionary<K, V>(Func<T, K> key, Func<T, V> value)",
            (it, a) -> dictionary(it, lambda(a, 0), lambda(a, 1)))
        .method(
            "int Sum(Func<T, int> value)",
            (it, a) -> map(it, lambda(a, 0)).stream().mapToInt(n -> (Integer) n).sum())
        .method(
            "R Max<R>(Func<T, R> value)", (it, a) -> Collections.max(comparable(it, lambda(a, 0))))
        .method(
            "R Min<R>(Func<T, R> value)", (it, a) -> Collections.min(comparable(it, lambda(a, 0))));
  }

  private static Stream<Object> filter(Object it, @Nullable Object[] arguments) {
    Lambda test = lambda(arguments, 0);
    return items(it).stream().filter(test::test);
  }

  private static List<Object> list(Stream<?> stream) {
    return stream.collect(Collectors.toCollection(ArrayList::new));
  }

  private static List<Object> map(Object it, Lambda lambda) {
    List<Object> mapped = new ArrayList<>();
    items(it).forEach(item -> mapped.add(lambda.call(item)));
    return mapped;
  }

  @SuppressWarnings("unchecked")
  private static List<Comparable<Object>> comparable(Object it, Lambda lambda) {
    List<Comparable<Object>> keys = new ArrayList<>();
    map(it, lambda).forEach(key -> keys.add((Comparable<Object>) key));
    return keys;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> sort(Object it, @Nullable Object[] a, boolean descending) {
    Lambda key = lambda(a, 0);
    Comparator<Object> order = (x, y) -> ((Comparable<Object>) key.call(x)).compareTo(key.call(y));
    List<Object> sorted = items(it);
    sorted.sort(descending ? order.reversed() : order);
    return sorted;
  }

  private static List<Object> reversed(Object it) {
    List<Object> reversed = items(it);
    Collections.reverse(reversed);
    return reversed;
  }

  private static Map<Object, Object> dictionary(Object it, Lambda key, Lambda value) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (Object item : items(it)) {
      if (map.put(key.call(item), value.call(item)) != null) {
        throw new EvaluationException("An item with the same key has already been added.");
      }
    }
    return map;
  }

  private static @Nullable Object first(Stream<Object> items) {
    // findFirst refuses null elements, which C# sequences may hold.
    return items.limit(1).collect(Collectors.toCollection(ArrayList::new)).stream()
        .reduce(null, (none, item) -> item);
  }

  private static Object needed(@Nullable Object first) {
    if (first == null) {
      throw new EvaluationException("Sequence contains no elements");
    }
    return first;
  }

  private static Object single(List<Object> items) {
    if (items.size() != 1) {
      throw new EvaluationException(
          "Sequence contains " + (items.isEmpty() ? "no elements" : "more than one element"));
    }
    return items.getFirst();
  }
}
