/* The states of processes: see proc.h. */
#include "ctl/proc.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "shared/io.h"
#include "shared/str.h"

/* Room for the fields up to the parent; a name has at most 64 bytes. */
#define STAT_SIZE 512

/* Returns the fields after the name, which may contain anything. */
static struct str
fields_of(uint64_t pid, char text[STAT_SIZE])
{
	char path[64];
	const char *name_end;
	ssize_t count = 0;
	int fd;

	(void)snprintf(
	    path, sizeof(path), "/proc/%llu/stat", (unsigned long long)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd != -1)
		count = io_read(fd, text, STAT_SIZE - 1);
	io_close(&fd);
	text[count > 0 ? count : 0] = '\0';
	name_end = strrchr(text, ')');
	return name_end != NULL && name_end[1] == ' ' ?
	    str_from(name_end + 2) :
	    (struct str) { NULL, 0 };
}

char
proc_state(uint64_t pid, uint64_t parent)
{
	char text[STAT_SIZE];
	struct str fields = fields_of(pid, text);
	const struct str state = str_word(&fields);
	uint64_t number;

	if (state.len != 1 ||
	    !str_to_number(str_word(&fields), INT32_MAX, &number) ||
	    (parent != 0 && number != parent))
		return PROC_UNKNOWN;
	if (state.at[0] == 't') /* by a debugger */
		return 'T';
	return state.at[0];
}
