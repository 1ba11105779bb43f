/*
 * client/chat/core/chat_typed: Ctrl-C on an empty line quits if it is pressed
 * again within two seconds, and otherwise asks once more. Ctrl-Y restores the
 * line that it has cleared.
 */
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/window/windowed.h"

int
main(void)
{
	struct windowed *windowed = windowed_begin(24, 80);
	const bool *leaving = &windowed->console.leaving;

	windowed_join(windowed);
	windowed_type(windowed, STR("never mind\x03"));
	windowed_type(windowed, STR("\x03"));
	TAP_OK(!*leaving, "a line to clear does not count");
	pace(2 * SEC);
	windowed_type(windowed, STR("\x03"));
	TAP_OK(!*leaving, "two seconds later is too late");
	pace(2 * SEC - 1);
	windowed_type(windowed, STR("\x03"));
	TAP_OK(*leaving, "before that it quits");
	windowed_leave(windowed);
	windowed_end(windowed);
	return tap_done();
}
