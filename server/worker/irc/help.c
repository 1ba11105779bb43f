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
	    { TEXT("forkcastd speaks IRC; see forkcast-irc(7)"),
		TEXT("Subjects: JOIN, MODE, PRIVMSG, REGISTER"),
		TEXT("For all commands, see forkcast-irc(7)") } },
	{ { "JOIN", 4 },
	    { TEXT("JOIN #a,#b [KEYS]"),
		TEXT("joins channels, or creates them"),
		TEXT("JOIN 0 leaves all channels") } },
	{ { "MODE", 4 },
	    { TEXT("MODE #a [CHANGES] [WORDS]"),
		TEXT("Lists: b e I; with a word: k l o v; flags: i m n s t C"),
		TEXT("Your own modes, with MODE NICK: B i w") } },
	{ { "PRIVMSG", 7 },
	    { TEXT("PRIVMSG TARGETS :TEXT"),
		TEXT("sends TEXT to channels and nicks"),
		TEXT("@#a means the operators of #a only") } },
	{ { "REGISTER", 8 },
	    { TEXT("REGISTER * * SECRET"),
		TEXT("creates an account with your nick"),
		TEXT("Same as /msg NickServ REGISTER SECRET") } },
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
	NUMERIC(irc, "524", irc_word(wanted),
	    STR(" :No help available on this topic"));
	return IRC_DONE;
}
