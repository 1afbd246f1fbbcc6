// {"want":["completed"],"stdout_is":"geo.Main geo\n","about":"a program that says which package it is of"}
package geo;

public class Main {
  public static void main(String[] args) {
    System.out.println(Main.class.getName() + " " + Main.class.getPackageName());
  }
}
