// {"want":["error:exit"],"exit_code":255,"stderr_has":["strict_types declaration must be the very first statement","without a blank line or a byte order mark (BOM) before it."],"about":"text before the tag, where PHP allows none"}
<?php
declare(strict_types=1);
