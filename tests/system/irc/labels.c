/* labeled-response: one line has the label, several are a batch that has it,
 * and none is ACK; what others do comes in between without it. */
#include "tests/lib/exchange.h"

static const struct move moves[] = {
	{ "ali", ENTERS, "message-tags labeled-response batch echo-message" },
	{ "bo", ENTERS, NULL },
	{ "bo", SAYS, "JOIN #1" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", SAYS, "@label=a PING x" },
	{ "ali", GETS, "@label=a :* PONG * :x" },
	{ "ali", SAYS, "@label=b PONG x" },
	{ "ali", GETS, "@label=b :* ACK" },
	{ "ali", SAYS, "@label=c FOO" },
	{ "ali", GETS, "@label=c :* 421 ali FOO ..." },
	{ NULL, HOLDS, "one line, or none" },
	{ "ali", SAYS, "@label=d JOIN #1" },
	{ "ali", GETS, "@label=d :* BATCH +1 labeled-response" },
	{ "ali", GETS, "@batch=1 :ali!* JOIN #1" },
	{ "ali", GETS, "@batch=1 :* 353 ..." },
	{ "ali", GETS, "@batch=1 :* 366 ..." },
	{ "ali", GETS, ":* BATCH -1" },
	{ "ali", SAYS, "@label=e JOIN #1" },
	{ "ali", GETS, "@label=e :* ACK" },
	{ NULL, HOLDS, "several, or none of several" },
	{ "ali", SAYS, "@label=f PRIVMSG #1 :hi" },
	{ "ali", GETS, "@label=f;msgid=* :ali!* PRIVMSG #1 :hi" },
	{ "bo", GETS, ":ali!* JOIN #1" },
	{ "bo", GETS, ":ali!* PRIVMSG #1 :hi" },
	{ "ali", SAYS, "@label=g PRIVMSG ali :me" },
	{ "ali", GETS, "@label=g;msgid=* :ali!* PRIVMSG ali :me" },
	{ "ali", GETS, "@msgid=* :ali!* PRIVMSG ali :me" },
	{ NULL, HOLDS, "an echo has the label, what one gets has none" },
	{ "ali", SAYS, "@label=h PRIVMSG bo,nobody :x" },
	{ "ali", GETS, "@label=h :* BATCH +2 labeled-response" },
	{ "ali", GETS, "@batch=2;msgid=* :ali!* PRIVMSG bo :x" },
	{ "ali", GETS, "@batch=2 :* 401 ali nobody ..." },
	{ "ali", GETS, ":* BATCH -2" },
	{ "ali", SAYS, "@label=i NOTICE nobody :x" },
	{ "ali", GETS, "@label=i :* ACK" },
	{ "ali", SAYS, "PING y" },
	{ "ali", GETS, ":* PONG * :y" },
	{ NULL, HOLDS, "what is said without a label is answered without" },
};

int
main(void)
{
	return EXCHANGE(moves, NULL);
}
