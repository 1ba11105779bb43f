/*
 * client/person/chat_typed: Ctrl-C on an empty line quits if it is pressed
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
	windowed_type(windowed, STR("\x19"));
	TAP_STR(typing_line(&windowed->console.typing), STR("never mind"),
	    "Ctrl-Y restores the line that Ctrl-C has cleared");
	windowed_type(windowed, STR("\x15/login ali sesame\x03\x19"));
	TAP_STR(typing_line(&windowed->console.typing), STR("never mind"),
	    "but not one with a secret");
	windowed_type(windowed, STR("\x03"));
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
