// How the headers beside this one declare templates. `__extern_template` says that the code of a template is in
// templates.o, and is nothing where a program is compiled in a way that gives the library's functions other names (without
// exceptions, with checks) or another meaning.
#ifndef __extern_template
#if _LIBCPP_STD_VER >= 11 && _LIBCPP_HAS_EXCEPTIONS && !defined(_LIBCPP_NO_ABI_TAG) && !defined(__CHAR_UNSIGNED__) &&  \
    _LIBCPP_HARDENING_MODE == _LIBCPP_HARDENING_MODE_NONE &&                                                           \
    _LIBCPP_ASSERTION_SEMANTIC == _LIBCPP_ASSERTION_SEMANTIC_QUICK_ENFORCE
#define __extern_template extern template
#endif
#endif
