/*
 * server/accept/confine: a server whose linker did not separate its memory from
 * that of its children says so, as this program, which is linked like that. It
 * does not start if the sandbox is required.
 */
#include "server/accept/confine.h"

#include "server/process/fork/apart.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/tap.h"

#ifdef APART
#define SEPARATES true
#else
#define SEPARATES false
#endif

/* Returns whether the system has all other pieces. */
static bool
has_all(struct confinement pieces)
{
	return pieces.privileges && pieces.paths != -1 && pieces.calls;
}

int
main(void)
{
	static const struct config_option none[] = { { NULL, NULL } };
	struct error why = { 0 };

	stage_begin(none);
	TAP_OK(confine_log_missing(SANDBOX_ON, &why), "it goes on");
	TAP_OK(stage_logged("sandbox: separate memory not available; ...") ==
		SEPARATES,
	    "and says what its children have");
	confine_init(true);
	if (has_all(confine_get()))
		TAP_OK(confine_check(SANDBOX_REQUIRE, &why) != SEPARATES,
		    "and is refused where that is required");
	return tap_done();
}
