// A plugin for g++, used only while the precompiled headers are made. When the compiler has read the marker at the end
// of a header, the plugin instantiates the templates that the header's own code needs, so that not every program has to
// do that. Images have no plugin headers, so the plugin declares the few functions of GCC that it calls. A compiler with
// other functions refuses to load the plugin, and the headers are made without it.
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
