/*
 * REDACT: what it asks the router, each failure, and who sees that a message
 * was deleted.
 */
#include "tests/lib/tap.h"
#include "tests/lib/worker/irc_front.h"

#define CAN STR("ok can plain history:50")
#define CAPS STR("draft/message-redaction message-tags")
#define FAILED ":irc.tea FAIL REDACT "

static void
asks(void)
{
	irc_front_enter(CAN, CAPS);
	irc_front_says(STR("REDACT #tea 1795160000123456\r\n"),
	    STR("redact tea 1795160000123456\n"));
	irc_front_hears(STR("redact 1795160000123999 tea ali!ali@h!*!- "
			    "1795160000123456"),
	    STR("@msgid=1795160000123999 :ali!ali@h REDACT #tea "
		"1795160000123456\r\n"));
	irc_front_says(STR("REDACT bo 1795160000123456.3 :wrong channel\r\n"),
	    STR("redact @bo 1795160000123456 wrong channel\n"));
	irc_front_hears(STR("redact 1795160000123999 @bo ali!ali@h!*!- "
			    "1795160000123456 wrong channel"),
	    STR("@msgid=1795160000123999 :ali!ali@h REDACT bo "
		"1795160000123456 :wrong channel\r\n"));
	irc_front_says(
	    STR("REDACT #tea 5 :\033[2J\r\n"), STR("redact tea 5\n"));
}

static void
fails(struct str line, struct str up, struct str err, struct str reply)
{
	irc_front_enter(CAN, CAPS);
	irc_front_says(line, up);
	if (err.len > 0)
		irc_front_hears(err, reply);
	else
		irc_front_gets(reply);
}

/* Each code; the router looks at the target before it looks for the message. */
static void
refuses(void)
{
	const struct str line = STR("REDACT #tea 5\r\n"),
			 up = STR("redact tea 5\n");

	fails(line, up, STR("err redact not-allowed not yours"),
	    STR(FAILED "REDACT_FORBIDDEN #tea 5 :You are not authorised to "
		       "delete this message\r\n"));
	fails(line, up, STR("err redact no-such-message none"),
	    STR(FAILED "UNKNOWN_MSGID #tea 5 :This message does not exist or "
		       "is too old\r\n"));
	fails(line, up, STR("err redact not-member join it first"),
	    STR(FAILED "INVALID_TARGET #tea :You cannot delete messages from "
		       "there\r\n"));
	fails(line, up, STR("err redact no-such-group none"),
	    STR(FAILED "INVALID_TARGET #tea :You cannot delete messages from "
		       "there\r\n"));
	fails(line, up, STR("err redact unavailable no history"),
	    STR(FAILED "UNKNOWN_MSGID #tea 5 :The server has no access to its "
		       "history now\r\n"));
	fails(STR("REDACT #tea nonexistent123\r\n"), STR("redact tea 1\n"),
	    STR("err redact no-such-message none"),
	    STR(FAILED "UNKNOWN_MSGID #tea nonexistent123 :This message does "
		       "not exist or is too old\r\n"));
	fails(STR("REDACT &tea 5\r\n"), STR(""), STR(""),
	    STR(FAILED "INVALID_TARGET &tea :You cannot delete messages from "
		       "there\r\n"));
	fails(STR("REDACT #tea\r\n"), STR(""), STR(""),
	    STR(":irc.tea 461 ali REDACT :Not enough parameters\r\n"));
}

static void
tells_others(void)
{
	const struct str event =
	    STR("redact 1795160000123999 tea bo!bo@h!*!- 1795160000123456 x");

	irc_front_enter(CAN, CAPS);
	irc_front_hears(event,
	    STR("@msgid=1795160000123999 :bo!bo@h REDACT #tea "
		"1795160000123456 :x\r\n"));
	irc_front_enter(CAN, STR("message-tags"));
	irc_front_hears(event, STR(""));
}

int
main(void)
{
	asks();
	refuses();
	tells_others();
	return tap_done();
}
