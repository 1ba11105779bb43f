/*
 * Whether workers are confined, and how where there is no Linux: see confine.h.
 */
#include "worker/confine.h"

static struct {
	bool wanted;
} confine;

void
confine_children(bool wanted)
{
	confine.wanted = wanted;
}

bool
confine_is_wanted(void)
{
	return confine.wanted;
}

#ifndef __linux__

#ifdef __OpenBSD__

#include <unistd.h>

struct str
confine_missing(size_t number)
{
	(void)number;
	return (struct str) { NULL, 0 };
}

bool
confine_calls(void)
{
	return pledge("stdio", NULL) == 0;
}

#else

struct str
confine_missing(size_t number)
{
	return number == 0 ? STR("list of system calls") :
			     (struct str) { NULL, 0 };
}

bool
confine_calls(void)
{
	return true;
}

#endif

void
confine_init(void)
{
}

bool
confine_reach(void)
{
	return true;
}

#endif
