/* The modules of the server: see modules.def. */
#include "base/state/module.h"

#include <stddef.h>

#define ROW(name) extern const struct module name##_module;
#include "modules.def"
#undef ROW

const struct module *const modules[] = {
#define ROW(name) &name##_module,
#include "modules.def"
#undef ROW
	NULL
};
