/*
 * client/chat/window/opener: the program gets the address as one argument, and
 * no password from our environment.
 */
#include "client/chat/window/opener.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/conf/settings.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

int
main(void)
{
	char path[SCRATCH_PATH], fifo[SCRATCH_PATH];
	char script[2 * SCRATCH_PATH + 64], text[64];
	struct error why;

	scratch_path(fifo, "fifo");
	scratch_path(path, "opener");
	(void)snprintf(script, sizeof(script),
	    "#!/bin/sh\necho \"${" SETTINGS_PASSWORD "-none} $# $1\" >'%s'\n",
	    fifo);
	scratch_write(path, script);
	MUST(chmod(path, 0755) == 0 && mkfifo(fifo, 0600) == 0, "files");
	MUST(setenv(SETTINGS_PASSWORD, "x", 1) == 0, "setenv");
	MUST(opener_run(path, STR("http://a/ b"), &why), "%s", why.text);
	const int fd = open(fifo, O_RDONLY);
	const ssize_t len = read(fd, text, sizeof(text));
	MUST(fd != -1 && len > 0, "nothing comes");
	(void)close(fd);
	TAP_STR(((struct str) { text, (size_t)len }),
	    STR("none 1 http://a/ b\n"), "its arguments and environment");
	return tap_done();
}
