// The template behind std::format and std::print, which takes five times as long as all the rest of a short program. Its
// code is in templates.o. The library's header for these functions includes this at its end.
#include <bits/templates.h>
#if defined(__extern_template) && _LIBCPP_STD_VER >= 20
_LIBCPP_BEGIN_NAMESPACE_STD
__extern_template back_insert_iterator<__format::__output_buffer<char>>
    __vformat_to(back_insert_iterator<__format::__output_buffer<char>>, string_view, format_args);
_LIBCPP_END_NAMESPACE_STD
#endif
