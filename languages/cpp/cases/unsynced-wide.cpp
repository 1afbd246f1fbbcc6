// {"want":["error:signal"],"signal":"SIGABRT","stdout_is":"wide é\n","wasm":null,"about":"wide characters without sync are not lost in a crash"}
#include <cstdlib>
#include <iostream>
#include <locale>

int main() {
  std::ios::sync_with_stdio(false);
  std::locale::global(std::locale(""));
  std::wcout.imbue(std::locale());
  std::wcout << L"wide \u00e9\n";
  std::abort();
}
