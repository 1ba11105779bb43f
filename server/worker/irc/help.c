/* HELP: see help.h. */
#include "worker/irc/help.h"

#include "worker/irc/out.h"

#define TEXT(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}

/* The first is what is said without a subject. */
static const struct {
	struct str subject;
	struct str lines[3];
} subjects[] = {
	{ { "*", 1 },
	    { TEXT("forkcastd speaks IRC: man forkcast-irc"),
		TEXT("Subjects: JOIN, MODE, PRIVMSG, REGISTER"),
		TEXT("What else there is stands in forkcast-irc(7)") } },
	{ { "JOIN", 4 },
	    { TEXT("JOIN #a,#b [KEYS]"), TEXT("enters channels, or makes them"),
		TEXT("JOIN 0 leaves all") } },
	{ { "MODE", 4 },
	    { TEXT("MODE #a [CHANGES] [WORDS]"),
		TEXT("Lists b e I; k l with a word; i m n s t C; o v"),
		TEXT("of a member. MODE NICK: B i w") } },
	{ { "PRIVMSG", 7 },
	    { TEXT("PRIVMSG TARGETS :TEXT"),
		TEXT("says TEXT to channels and nicks"),
		TEXT("@#a are the operators of #a alone") } },
	{ { "REGISTER", 8 },
	    { TEXT("REGISTER * * SECRET"),
		TEXT("makes an account of your nick"),
		TEXT("The same: /msg NickServ REGISTER SECRET") } },
};

enum irc_done
irc_help(struct irc *irc, const struct irc_line *line)
{
	const struct str wanted = line->count > 0 && line->param[0].len > 0 ?
	    line->param[0] :
	    STR("*");

	for (size_t i = 0; i < COUNT(subjects); i++)
		if (str_same(subjects[i].subject, wanted)) {
			const struct str subject = subjects[i].subject;
			NUMERIC(irc, "704", subject, STR(" :"),
			    subjects[i].lines[0]);
			NUMERIC(irc, "705", subject, STR(" :"),
			    subjects[i].lines[1]);
			NUMERIC(irc, "706", subject, STR(" :"),
			    subjects[i].lines[2]);
			return IRC_DONE;
		}
	NUMERIC(irc, "524", irc_word(wanted), STR(" :No help on that"));
	return IRC_DONE;
}
