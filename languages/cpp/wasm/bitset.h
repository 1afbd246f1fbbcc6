// Members of std::bitset that GCC has: this is read within the class, where its public members are.
_LIBCPP_HIDE_FROM_ABI size_t _Find_next(size_t __at) const _NOEXCEPT {
  for (++__at; __at < _Size; ++__at)
    if ((*this)[__at]) return __at;
  return _Size;
}
_LIBCPP_HIDE_FROM_ABI size_t _Find_first() const _NOEXCEPT { return _Find_next(static_cast<size_t>(-1)); }
