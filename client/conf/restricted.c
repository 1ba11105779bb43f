/* A client for strangers: see restricted.h. */
#include "conf/restricted.h"

#include <stddef.h>
#include <stdlib.h>

bool
restricted(void)
{
	const char *value = getenv(RESTRICTED_VARIABLE);

	return value != NULL && *value != '\0';
}
