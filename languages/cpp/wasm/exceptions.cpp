// C++ exceptions for the WebAssembly sandbox. The libc++abi that comes with the compiler is built without exceptions; this
// is the missing part, made with the exceptions of WebAssembly. One object, linked into every C++ program.
// The layout of the tables and the calls are those of the Itanium C++ ABI as clang emits them for wasm:
// https://github.com/WebAssembly/tool-conventions/blob/main/EHScheme.md
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cxxabi.h>
#include <exception>
#include <ios>
#include <new>
#include <stdexcept>
#include <system_error>
#include <typeinfo>
#include <unwind.h>

namespace __cxxabiv1 {
// The virtual functions of libc++abi's type infos, in their order. They decide which handler catches which exception.
class __shim_type_info : public std::type_info {
public:
  virtual ~__shim_type_info();
  virtual void noop1() const;
  virtual void noop2() const;
  virtual bool can_catch(const __shim_type_info *thrown, void *&adjusted) const = 0;
};
} // namespace __cxxabiv1

namespace {

struct alignas(16) Thrown {
  const std::type_info *type;
  void *(*destroy)(void *); // a destructor, which on wasm returns its object
  void *caught_as; // the object, converted to the type of its handler
  const char *name; // of the type, where the library itself throws; null elsewhere
  int references;
  int handlers; // negative while the exception is thrown again
  Thrown *outer; // the exception that was being handled when this one was caught
  void *object() { return this + 1; }
};

Thrown *handled; // the innermost exception that is being handled
unsigned uncaught;

Thrown *of_object(void *object) { return static_cast<Thrown *>(object) - 1; }

// The global is in runtime.c.
__asm__(".globaltype heap_refused, i32\n");

void release(Thrown *thrown) {
  if (--thrown->references > 0) return;
  if (*thrown->type == typeid(std::bad_alloc)) __asm__("i32.const 0\nglobal.set heap_refused"); // the program has handled the refusal
  if (thrown->destroy) thrown->destroy(thrown->object());
  std::free(thrown);
}

// Only programs that throw are linked with say_what, and only those whose own code throws with the demangler, which is
// larger than most programs. The pointers are volatile, or the compiler would put the functions where it calls the pointers.
void (*volatile say_handled)();
char *(*volatile demangle)(const char *, char *, size_t *, int *);
void say_what();

[[noreturn]] void raise(Thrown *thrown) {
  say_handled = say_what;
  ++uncaught;
  __builtin_wasm_throw(0, thrown);
}

uintptr_t unsigned_leb(const uint8_t *&at) {
  uintptr_t value = 0;
  for (int shift = 0;; shift += 7) {
    value |= static_cast<uintptr_t>(*at & 0x7f) << shift;
    if (!(*at++ & 0x80)) return value;
  }
}

intptr_t signed_leb(const uint8_t *&at) {
  uintptr_t value = 0;
  for (int shift = 0;;) {
    const uint8_t byte = *at++;
    value |= static_cast<uintptr_t>(byte & 0x7f) << shift;
    shift += 7;
    if (byte & 0x80) continue;
    if (byte & 0x40 && shift < 32) value |= ~uintptr_t{0} << shift;
    return static_cast<intptr_t>(value);
  }
}

// Whether a handler of this type catches the exception; sets caught_as. A null type catches everything.
bool catches(const std::type_info *type, Thrown *thrown) {
  void *adjusted = thrown->object();
  const auto *handler = static_cast<const __cxxabiv1::__shim_type_info *>(type);
  if (handler && !handler->can_catch(static_cast<const __cxxabiv1::__shim_type_info *>(thrown->type), adjusted)) return false;
  thrown->caught_as = adjusted;
  return true;
}

// The handler at a landing pad that catches the exception: its index in the type table, or 0 for none.
uintptr_t handler_at(uintptr_t landing_pad, const uint8_t *table, Thrown *thrown) {
  constexpr uint8_t OMITTED = 0xff;
  if (*table++ != OMITTED) unsigned_leb(table); // the start of the landing pads
  const uint8_t *types = nullptr;
  if (*table++ != OMITTED) {
    const uintptr_t distance = unsigned_leb(table);
    types = table + distance;
  }
  ++table; // the encoding of call sites, always unsigned LEB128
  const uintptr_t length = unsigned_leb(table);
  const uint8_t *const actions = table + length;
  for (uintptr_t site = 0; table < actions; ++site) {
    unsigned_leb(table); // the landing pad, which is the number of the site
    const uintptr_t action = unsigned_leb(table);
    if (site != landing_pad) continue;
    if (action == 0) return 0;
    for (const uint8_t *at = actions + action - 1;;) {
      const intptr_t index = signed_leb(at);
      const uint8_t *const from = at;
      const intptr_t next = signed_leb(at);
      if (index > 0 && catches(reinterpret_cast<const std::type_info *const *>(types)[-index], thrown)) return static_cast<uintptr_t>(index);
      if (next == 0) return 0;
      at = from + next;
    }
  }
  return 0;
}

} // namespace

// The tag of every C++ exception. Its value is the address of the Thrown.
__asm__(".globl __cpp_exception\n.tagtype __cpp_exception i32\n__cpp_exception:\n");

extern "C" {

// What a landing pad and the code below pass to each other.
struct {
  uintptr_t landing_pad;
  const uint8_t *table;
  uintptr_t selector;
} __wasm_lpad_context;

int _Unwind_CallPersonality(void *exception) {
  __wasm_lpad_context.selector =
      handler_at(__wasm_lpad_context.landing_pad, __wasm_lpad_context.table, static_cast<Thrown *>(exception));
  return 0;
}
int __gxx_wasm_personality_v0(...) { std::abort(); } // every function with handlers names it, and none calls it

void *__cxa_allocate_exception(size_t size) noexcept {
  void *memory = std::calloc(1, sizeof(Thrown) + size);
  if (!memory) std::terminate();
  return static_cast<Thrown *>(memory)->object();
}

void __cxa_free_exception(void *object) noexcept { std::free(of_object(object)); }

__cxxabiv1::__cxa_exception *__cxa_init_primary_exception(void *object, std::type_info *type, void *(*destroy)(void *)) noexcept {
  demangle = abi::__cxa_demangle;
  Thrown *thrown = of_object(object);
  thrown->type = type;
  thrown->destroy = destroy;
  return reinterpret_cast<__cxxabiv1::__cxa_exception *>(thrown);
}

void __cxa_throw(void *object, std::type_info *type, void *(*destroy)(void *)) {
  __cxa_init_primary_exception(object, type, destroy);
  of_object(object)->references = 1;
  raise(of_object(object));
}

void *__cxa_get_exception_ptr(void *exception) noexcept { return static_cast<Thrown *>(exception)->caught_as; }

void *__cxa_begin_catch(void *exception) noexcept {
  Thrown *thrown = static_cast<Thrown *>(exception);
  if (thrown != handled) thrown->outer = handled;
  thrown->handlers = std::abs(thrown->handlers) + 1;
  handled = thrown;
  --uncaught;
  return thrown->caught_as;
}

void __cxa_end_catch() {
  Thrown *thrown = handled;
  if (!thrown) return;
  if (thrown->handlers < 0) {
    if (++thrown->handlers == 0) handled = thrown->outer; // thrown again
  } else if (--thrown->handlers == 0) {
    handled = thrown->outer;
    release(thrown);
  }
}

void __cxa_rethrow() {
  if (!handled) std::terminate();
  handled->handlers = -handled->handlers;
  raise(handled);
}

std::type_info *__cxa_current_exception_type() { return handled ? const_cast<std::type_info *>(handled->type) : nullptr; }

unsigned __cxa_uncaught_exceptions() noexcept { return uncaught; }
bool __cxa_uncaught_exception() noexcept { return uncaught > 0; }

// std::exception_ptr
void __cxa_increment_exception_refcount(void *object) noexcept {
  if (object) ++of_object(object)->references;
}
void __cxa_decrement_exception_refcount(void *object) noexcept {
  if (object) release(of_object(object));
}
void *__cxa_current_primary_exception() noexcept {
  if (!handled) return nullptr;
  ++handled->references;
  return handled->object();
}
void __cxa_rethrow_primary_exception(void *object) {
  if (!object) return;
  ++of_object(object)->references;
  raise(of_object(object));
}

} // extern "C"

namespace {

// What the library throws.
template <class Exception, class... Arguments> [[noreturn]] void throw_named(const char *name, Arguments... arguments) {
  void *object = __cxa_allocate_exception(sizeof(Exception));
  ::new (object) Exception(arguments...);
  Thrown *thrown = of_object(object);
  thrown->type = &typeid(Exception);
  thrown->destroy = [](void *gone) { return static_cast<Exception *>(gone)->~Exception(), gone; };
  thrown->name = name;
  thrown->references = 1;
  raise(thrown);
}

[[noreturn]] void throw_bad_alloc() { throw_named<std::bad_alloc>("std::bad_alloc"); }

} // namespace

extern "C" {

void __cxa_bad_cast() { throw_named<std::bad_cast>("std::bad_cast"); }
void __cxa_bad_typeid() { throw_named<std::bad_typeid>("std::bad_typeid"); }
void __cxa_throw_bad_array_new_length() { throw_named<std::bad_array_new_length>("std::bad_array_new_length"); }

// libc++ itself is built without exceptions: where it would throw, it calls this function, which must not return.
[[noreturn]] void library_would_throw(const char *format, ...) __asm__("_ZNSt3__222__libcpp_verbose_abortEPKcz");
[[noreturn]] void library_would_throw(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const auto is = [&](const char *name) { return std::strncmp(format, name, std::strlen(name)) == 0; };
  const auto text = [&] { return va_arg(arguments, const char *); };
  if (is("bad_alloc")) throw_bad_alloc();
  if (is("bad_array_new_length")) __cxa_throw_bad_array_new_length();
  if (is("bad_cast")) __cxa_bad_cast();
  if (is("length_error")) throw_named<std::length_error>("std::length_error", text());
  if (is("out_of_range")) throw_named<std::out_of_range>("std::out_of_range", text());
  if (is("invalid_argument")) throw_named<std::invalid_argument>("std::invalid_argument", text());
  if (is("overflow_error")) throw_named<std::overflow_error>("std::overflow_error", text());
  if (is("runtime_error")) throw_named<std::runtime_error>("std::runtime_error", text());
  if (is("ios_base::failure")) throw_named<std::ios_base::failure>("std::__2::ios_base::failure", text());
  if (is("system_error")) {
    const std::error_code code(va_arg(arguments, int), std::generic_category());
    throw_named<std::system_error>("std::__2::system_error", code, text());
  }
  std::vfprintf(stderr, format, arguments);
  std::abort();
}

} // extern "C"

// The operators of libc++abi would end the program.
void *operator new(size_t size) {
  for (;;) {
    if (void *memory = std::malloc(size ? size : 1)) return memory;
    const std::new_handler handler = std::get_new_handler();
    if (!handler) throw_bad_alloc();
    handler();
  }
}
void *operator new(size_t size, std::align_val_t alignment) {
  const size_t unit = static_cast<size_t>(alignment);
  if (void *memory = std::aligned_alloc(unit, (size + unit - 1) / unit * unit)) return memory;
  throw_bad_alloc();
}

namespace {

const char NOT_HERE[] = "The WebAssembly sandbox has no processes, threads or sockets.\n";

// Prints what GCC's library prints when a program cannot go on.
[[noreturn]] void say_and_abort() {
  std::fflush(stdout);
  if (!handled) {
    std::fputs("terminate called without an active exception\n", stderr);
    std::abort();
  }
  say_handled();
  std::abort();
}

void say_what() {
  const char *const mangled = handled->type->name();
  const char *name = handled->name;
  if (!name) name = demangle(mangled, nullptr, nullptr, nullptr);
  std::fprintf(stderr, "terminate called after throwing an instance of '%s'\n", name ? name : mangled);
  try {
    throw;
  } catch (const std::exception &error) {
    std::fprintf(stderr, "  what():  %s\n", error.what());
    const auto *system = dynamic_cast<const std::system_error *>(&error);
    if (system && system->code() == std::errc::not_supported) std::fputs(NOT_HERE, stderr);
  } catch (...) {
  }
}

} // namespace

extern "C" {

void __wasm_call_ctors();
int __main_void();
void __wasm_call_dtors();

// The start of a C++ program. An exception that nothing catches ends the program as elsewhere, also one of a global object.
__attribute__((export_name("_start"))) void _start() {
  std::set_terminate(say_and_abort);
  try {
    __wasm_call_ctors();
    const int code = __main_void();
    __wasm_call_dtors();
    if (code != 0) _Exit(code);
  } catch (...) {
    std::terminate();
  }
}

} // extern "C"
