/* Secrets that are to be wiped: see wiped.h. */
#include "wiped.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "deadline.h"
#include "dice.h"
#include "keeper.h"
#include "must.h"
#include "proc.h"
#include "scan.h"

void
wiped_begin(void)
{
	if (!proc_is_there() || sanitized())
		tap_skip("needs /proc and a build without sanitizers");
	dice_begin();
}

void
wiped_can_read(const struct server *server, const char *there)
{
	if (scan_process(server->pid, there, false) <= 0)
		tap_skip("needs the right to read /proc/PID/mem");
}

void
wiped_make(char text[WIPED_LEN + 1], const char *begin)
{
	(void)snprintf(text, WIPED_LEN + 1, "%s", begin);
	for (size_t i = strlen(begin); i < WIPED_LEN; i++)
		text[i] = (char)('a' + (int)dice(26));
	text[WIPED_LEN] = '\0';
}

/* The keeper's memory is nobody's to read but root's: it is not dumpable. */
void
wiped_expect(const struct server *server, const char *text, const char *what)
{
	TAP_NUM(scan_process(server->pid, text, true), 0, "%s", what);
	if (geteuid() == 0)
		TAP_NUM(scan_process(keeper_find(server), text, true), 0,
		    "%s: nor with the keeper", what);
}
