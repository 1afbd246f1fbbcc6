// A plugin for g++, used only while the precompiled headers are made: when the compiler has read the marker that ends
// a header, the templates that the header's own code needs are instantiated there and then, instead of in every
// program. It declares the few functions it needs, since images come without the plugin headers; a compiler that has
// them otherwise refuses to load it, and the headers are made without it.
#include <cstring>

union tree_node;
enum insert_option { NO_INSERT, INSERT };
const char *decl_as_string(tree_node *decl, int flags);
void instantiate_pending_templates(int retries);

extern "C" {
int plugin_is_GPL_compatible;
int get_named_event_id(const char *name, insert_option);
void register_callback(const char *plugin, int event, void (*callback)(void *decl, void *), void *);
int plugin_init(void *, void *);
}

static void declared(void *decl, void *) {
  const char *text = decl_as_string(static_cast<tree_node *>(decl), 0);
  if (std::strstr(text, "__end_of_precompiled_header")) instantiate_pending_templates(0);
}

int plugin_init(void *, void *) {
  register_callback("instantiate", get_named_event_id("PLUGIN_FINISH_DECL", NO_INSERT), declared, nullptr);
  return 0;
}
