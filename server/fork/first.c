/* The start of the parent's data in the program: see apart.h. */
#include "fork/edges.h"

_Alignas(EDGE) char parent_data_first = 1;
_Alignas(EDGE) char parent_bss_first;
