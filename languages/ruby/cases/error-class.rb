# {"want":["error:exit"],"exit_code":1,"stderr_has":"no cake (Empty)","marks":[5,8],"about":"an error of the program's own class"}
class Empty < StandardError; end

def cake
  raise Empty, 'no cake'
end

cake
