// The templates behind std::regex, which every program with a regular expression would instantiate, and which take ten
// times as long as all the rest of a short one. Their code is in templates.a (pch.sh).
#ifdef _GLIBCXX_REGEX
namespace std {
extern template class basic_regex<char>;
namespace __detail {
extern template class _Compiler<regex_traits<char>>;
extern template bool __regex_algo_impl(const char *, const char *, cmatch &, const regex &,
                                       regex_constants::match_flag_type, _RegexExecutorPolicy, bool);
extern template bool __regex_algo_impl(string::const_iterator, string::const_iterator, smatch &, const regex &,
                                       regex_constants::match_flag_type, _RegexExecutorPolicy, bool);
} // namespace __detail
} // namespace std
#endif
