// {"want": ["completed"], "stdout_is": "   3.142|s|ff\n5|2024\nwide 7\nformat_error\n", "about": "std::format below <bits/stdc++.h>, in narrow and wide characters"}
#include <bits/stdc++.h>
int main() {
    std::cout << std::format("{:>8.3f}|{}|{:x}\n", 3.14159, "s", 255);
    std::cout << std::format("{}|{:%Y}\n", 5, std::chrono::sys_days(std::chrono::year(2024) / 1 / 1));
    std::wstring wide = std::format(L"wide {}", 7);
    std::cout << std::string(wide.begin(), wide.end()) << "\n";
    try {
        std::cout << std::vformat("{:d}", std::make_format_args("x"));
    } catch (const std::format_error &) {
        std::cout << "format_error" << std::endl;
    }
}
