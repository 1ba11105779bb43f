/*
 * server/accept/keeper_supervisor: a keeper that gets no memory for its records
 * is not started, and the reason is told. Linked with -Wl,--wrap=memfd_open to
 * have none.
 */
#include "server/accept/keeper_supervisor.h"

#include <errno.h>
#include <string.h>

#include "tests/lib/router/stage.h"
#include "tests/lib/tap.h"

int __wrap_memfd_open(const char *called);

int
__wrap_memfd_open(const char *called)
{
	(void)called;
	errno = EMFILE;
	return -1;
}

int
main(void)
{
	static const struct config_option none[] = { { NULL, NULL } };
	struct child_args given = { .socket = -1 };
	struct error why = { 0 };

	stage_begin(none);
	TAP_OK(!keeper_supervisor.give(&given, &why), "it is not started");
	TAP_STR(str_from(why.text), str_from(strerror(EMFILE)), "why");
	return tap_done();
}
