// {"want":["error:exit"],"exit_code":1,"stderr_has":"Error: Main method not found in class Main, please define the main method as:","about":"a class without a main"}
public class Main {}
