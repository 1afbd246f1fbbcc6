// The templates behind std::format, which every program with <bits/stdc++.h> would instantiate for their virtual
// functions, and which take as long as all the rest of a short one. Their code is in templates.a (pch.sh).
#if __cpp_lib_format
namespace std::__format {
extern template class _Formatting_scanner<_Sink_iter<char>, char>;
extern template class _Formatting_scanner<_Sink_iter<wchar_t>, wchar_t>;
} // namespace std::__format
#endif
