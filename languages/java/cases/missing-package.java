// {"want":["error:compile"],"stderr_has":["Main.java:2: error: package org.junit does not exist","Only the JDK and the files of the program are available."],"marks":[2],"about":"a library that is not there"}
import org.junit.Test;

public class Main {}
