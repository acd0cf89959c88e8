package io.trunkline.gateway.expression.members;

import static io.trunkline.gateway.expression.TypeMembers.type;
import static io.trunkline.gateway.expression.members.Arguments.items;
import static io.trunkline.gateway.expression.members.Arguments.number;

import io.trunkline.gateway.expression.EvaluationException;
import io.trunkline.gateway.expression.TypeCatalog;
import io.trunkline.gateway.expression.TypeMembers;
import io.trunkline.gateway.expression.TypeMembers.Out;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Arrays, lists, dictionaries and sets. */
final class CollectionMembers {
  private CollectionMembers() {}

  static void addTo(TypeCatalog catalog) {
    catalog.add(type("[]<T>", "IList<T>").property("int Length", it -> items(it).size()));
    catalog.add(
        type("IList<T>", "ICollection<T>")
            .representedBy(List.class)
            .method("T Item(int index)", (it, a) -> items(it).get(number(a, 0)))
            .method("int IndexOf(T item)", (it, a) -> items(it).indexOf(a[0]))
            .method("bool SetItem(int index, T item)", CollectionMembers::set));
    catalog.add(type("IReadOnlyCollection<T>", "ICollection<T>"));
    catalog.add(
        type("ICollection<T>", "IEnumerable<T>").property("int Count", it -> items(it).size()));
    catalog.add(
        type("List<T>", "IList<T>")
            .representedBy(List.class)
            .constructor("List New()", a -> new ArrayList<>())
            .constructor("List New(IEnumerable<T> items)", a -> new ArrayList<>(items(a[0])))
            .method("bool Add(T item)", (it, a) -> list(it).add(a[0]))
            .method("bool Remove(T item)", (it, a) -> list(it).remove(a[0]))
            .method(
                "bool AddRange(IEnumerable<T> items)", (it, a) -> list(it).addAll(items(a[0]))));
    catalog.add(
        type("HashSet<T>", "ICollection<T>")
            .representedBy(Set.class)
            .constructor("HashSet New()", a -> new LinkedHashSet<>())
            .constructor("HashSet New(IEnumerable<T> items)", a -> new LinkedHashSet<>(items(a[0])))
            .method("bool Add(T item)", (it, a) -> set(it).add(a[0]))
            .method("bool Contains(T item)", (it, a) -> set(it).contains(a[0])));
    catalog.add(
        type("KeyValuePair<K, V>")
            .property("K Key", it -> ((Map.Entry<?, ?>) it).getKey())
            .property("V Value", it -> ((Map.Entry<?, ?>) it).getValue()));
    catalog.add(readable(type("IReadOnlyDictionary<K, V>", "ICollection<KeyValuePair<K, V>>")));
    catalog.add(
        writable(
            readable(
                type(
                    "IDictionary<K, V>",
                    "IReadOnlyDictionary<K, V>",
                    "ICollection<KeyValuePair<K, V>>"))));
    catalog.add(
        type("Dictionary<K, V>", "IDictionary<K, V>")
            .representedBy(Map.class)
            .constructor("Dictionary New()", a -> new LinkedHashMap<>())
            .constructor(
                "Dictionary New(IReadOnlyDictionary<K, V> from)",
                a -> new LinkedHashMap<>(map(a[0]))));
  }

  private static TypeMembers readable(TypeMembers members) {
    return members
        .representedBy(Map.class)
        .property("IEnumerable<K> Keys", it -> new ArrayList<>(map(it).keySet()))
        .property("IEnumerable<V> Values", it -> new ArrayList<>(map(it).values()))
        .method("V Item(K key)", (it, a) -> get(map(it), a[0]))
        .method("bool ContainsKey(K key)", (it, a) -> map(it).containsKey(a[0]))
        .method(
            "bool TryGetValue(K key, out V value)",
            (it, a) -> {
              ((Out) a[1]).set(map(it).get(a[0]));
              return map(it).containsKey(a[0]);
            })
        .method("V GetValueOrDefault(K key)", (it, a) -> map(it).get(a[0]))
        .method(
            "V GetValueOrDefault(K key, V otherwise)", (it, a) -> map(it).getOrDefault(a[0], a[1]));
  }

  private static TypeMembers writable(TypeMembers members) {
    return members
        .method("bool Add(K key, V value)", CollectionMembers::put)
        .method("bool SetItem(K key, V value)", CollectionMembers::put)
        .method("bool Remove(K key)", (it, a) -> map(it).remove(a[0]) != null);
  }

  private static Object put(Object map, @Nullable Object[] arguments) {
    map(map).put(arguments[0], arguments[1]);
    return true;
  }

  private static Object set(Object list, @Nullable Object[] arguments) {
    list(list).set(number(arguments, 0), arguments[1]);
    return true;
  }

  private static @Nullable Object get(Map<Object, Object> map, @Nullable Object key) {
    Object value = map.get(key);
    if (value == null && !map.containsKey(key)) {
      throw new EvaluationException("The given key was not present in the dictionary.");
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  private static Map<Object, Object> map(@Nullable Object value) {
    return (Map<Object, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static Set<Object> set(Object value) {
    return (Set<Object>) value;
  }
}
