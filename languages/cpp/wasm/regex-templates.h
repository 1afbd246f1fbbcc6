// The templates behind std::regex, which every program with a regular expression would instantiate, and which take ten
// times as long as all the rest of a short one. Their code is in templates.o. <regex> includes this at its end.
#include <bits/templates.h>
#ifdef __extern_template
_LIBCPP_BEGIN_NAMESPACE_STD
__extern_template void basic_regex<char>::__init(const char *, const char *);
__extern_template void basic_regex<char>::__init(string::const_iterator, string::const_iterator);
__extern_template bool basic_regex<char>::__search(const char *, const char *, cmatch &,
                                                   regex_constants::match_flag_type) const;
__extern_template class regex_iterator<string::const_iterator>;
__extern_template back_insert_iterator<string> regex_replace(back_insert_iterator<string>, string::const_iterator,
                                                             string::const_iterator, const regex &, const char *,
                                                             regex_constants::match_flag_type);
_LIBCPP_END_NAMESPACE_STD
#endif
