import java.util.*;
import java.util.stream.*;

public class Main {
  record City(String name, String country, int people) {}

  public static void main(String[] args) {
    var cities = List.of(new City("Brno", "CZ", 400_000), new City("Praha", "CZ", 1_300_000), new City("Wien", "AT", 2_000_000));
    var byCountry = cities.stream().collect(Collectors.groupingBy(City::country, TreeMap::new, Collectors.summingInt(City::people)));
    System.out.println(byCountry);
  }
}
