// {"want":["error:compile"],"stderr_has":["Main.java:2: error:","A program is a class with a method main: public class Main {"],"marks":[2],"about":"a source without a class"}
System.out.println("hello");
