<?php
// {"want":["error:exit"],"exit_code":255,"stderr_has":"Uncaught LogicException: no cake","marks":[7,10],"about":"an exception thrown in a method"}
class Kitchen
{
    public function cake(): never
    {
        throw new LogicException('no cake');
    }
}
(new Kitchen())->cake();
