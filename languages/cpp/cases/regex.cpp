// {"want":["completed"],"stdin":"ab12 x=7 y=42\n","stdout_is":"0 1 7|42| <ab><12> <x>=<7> <y>=<42>\n[ wide bad\n","about":"regular expressions: match, search, iterate, replace, from char arrays and strings, and an error in one"}
#include <iostream>
#include <regex>
#include <string>
int main() {
    std::string line;
    std::getline(std::cin, line);
    std::cout << std::regex_match(line, std::regex("[a-z]+[0-9]+")) << ' ' << std::regex_match("ab12", std::regex("\\w+")) << ' ';
    const std::regex value("(\\w)=(\\d+)", std::regex::icase | std::regex::optimize);
    for (std::sregex_iterator found(line.begin(), line.end(), value), end; found != end; ++found) std::cout << found->str(2) << '|';
    std::cout << ' ' << std::regex_replace(line, std::regex("[a-z]+|\\d+"), "<$&>") << '\n';
    std::cmatch c;
    std::cout << (std::regex_search("a[b", c, std::regex("\\[")) ? c.str() : "none");
    std::cout << (std::regex_search(L"über", std::wregex(L"[a-z]+")) ? " wide" : " none");
    try {
        std::regex broken("(");
    } catch (const std::regex_error &error) {
        std::cout << (error.code() == std::regex_constants::error_paren ? " bad" : " other") << '\n';
    }
}
