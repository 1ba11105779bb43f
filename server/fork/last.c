/* The end of the parent's data, where the children's begin: see apart.h. */
#include "fork/edges.h"

_Alignas(EDGE) char parent_data_last = 1;
_Alignas(EDGE) char parent_bss_last;
