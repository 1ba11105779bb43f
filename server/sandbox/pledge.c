/* Confinement of a child on systems other than Linux: see refuse.h. */
#ifndef __linux__
#include "sandbox/refuse.h"

#include <unistd.h>

bool
refuse_reach(const struct child_args *given)
{
	(void)given;
	return true;
}

bool
refuse_calls(const struct confinement *confinement, unsigned calls)
{
#ifdef __OpenBSD__
	const char *promises = (calls & CALL_SEND) != 0 ? "stdio inet" :
	    (calls & CALL_FILES) != 0 ? "stdio rpath wpath cpath flock" :
					"stdio";

	return !confinement->calls || pledge(promises, NULL) == 0;
#else
	(void)confinement;
	(void)calls;
	return true;
#endif
}

#endif
