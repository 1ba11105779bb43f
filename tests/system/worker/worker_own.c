/*
 * A quiet worker takes little memory of its own: the pages that it writes lie
 * close together, and none is one that the parent writes. Counted while the
 * parent has forked others and continued.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "server/process/fork/apart.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"

#define OTHERS 5
#define MOST 24 /* KiB; 16 were seen with glibc, 48 where all is copied */
#define TEXT ((size_t)64 * 1024)

#ifdef APART
static const bool apart = true;
#else
static const bool apart = false;
#endif

/* The sum of a field of smaps, KiB. */
static long
sum(const char *maps, const char *field)
{
	long all = 0;

	while ((maps = strstr(maps, field)) != NULL) {
		maps += strlen(field);
		all += strtol(maps, NULL, 10);
	}
	return all;
}

int
main(void)
{
	static char maps[TEXT];
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");

	if (!apart)
		tap_skip("in this build children have all that is their "
			 "parent's");
	if (!proc_is_there() || sysconf(_SC_PAGESIZE) != 4096)
		tap_skip("needs /proc and pages of 4 KiB");
	for (int i = 0; i < OTHERS; i++) {
		char name[] = { 'o', (char)('0' + i), '\0' };
		conn_ask(conn_named(server, name), "join 1", "join * 1 ...");
		conn_wait_for(javad, "join * 1 ...");
	}
	if (proc_read(server_worker(server, "javad"), "smaps", maps, TEXT) == 0)
		tap_skip("needs the right to read /proc/PID/smaps");
	TAP_OK(sum(maps, "\nPrivate_Dirty:") <= MOST,
	    "%ld KiB of its own, of %d", sum(maps, "\nPrivate_Dirty:"), MOST);
	TAP_OK(strstr(maps, "[heap]") == NULL, "no heap");
	server_stop(server);
	return tap_done();
}
