/* Names of one process: see own_name.h. */
#include "own_name.h"

#include <stdio.h>
#include <unistd.h>

#include "shared/die.h"

static struct {
	unsigned count;
} names;

void
own_name(char name[OWN_NAME], const char *directory)
{
	const int len = snprintf(name, OWN_NAME, "%s/forkcast-ipc-%ld-%u",
	    directory, (long)getpid(), names.count++);

	if (len < 0 || len >= OWN_NAME)
		die(EX_USAGE, "%s is too long a name: set TMPDIR", directory);
}
