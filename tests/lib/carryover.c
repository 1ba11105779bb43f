/* Boxes and tables that outlast a restart: see carryover.h. */
#include "carryover.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "must.h"
#include "scratch.h"

#define FILE_NAME "carryover"

const char *
carryover_config(const char *more)
{
	static char text[3 * SCRATCH_PATH];

	(void)snprintf(text, sizeof(text), "%sgrace 600\nhold_time 600\n%s",
	    keeper_config(), more);
	return text;
}

const char *
carryover_path(const char *name)
{
	static char path[SCRATCH_PATH];
	char inside[64];

	(void)snprintf(inside, sizeof(inside), "state/%s", name);
	scratch_path(path, inside);
	return path;
}

bool
carryover_exists(const char *name)
{
	return access(carryover_path(name), F_OK) == 0;
}

void
carryover_write(const char *text)
{
	const char *path = carryover_path(FILE_NAME);

	(void)unlink(path); /* it may not be there */
	scratch_write(path, text);
	keeper_give_path(path);
	MUST(chmod(path, 0600) == 0, "chmod");
}

const char *
carryover_text(void)
{
	static char text[64 * 1024];
	FILE *file = fopen(carryover_path(FILE_NAME), "r");
	size_t len = 0;

	if (file != NULL) {
		len = fread(text, 1, sizeof(text) - 1, file);
		(void)fclose(file); /* it was only read */
	}
	text[len] = '\0';
	return text;
}
