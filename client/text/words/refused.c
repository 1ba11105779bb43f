/* Refused commands in words: see refused.h. */
#include "text/words/refused.h"

#include "shared/codes.h"

/* For the verbs that do not read well after "cannot". */
static const struct {
	struct str verb;
	struct str form;
} forms[] = {
	{ LIT("-"), LIT("!! line refused: $2") },
	{ LIT("about"), LIT("!! user name not changed: $2") },
	{ LIT("alarm"), LIT("!! alarm not sent: $2") },
	{ LIT("away"), LIT("!! away status not changed: $2") },
	{ LIT("back"), LIT("!! not returned: $2") },
	{ LIT("boxes"), LIT("!! cannot list the boxes: $2") },
	{ LIT("counts"), LIT("!! cannot show the counts: $2") },
	{ LIT("done"), LIT("!! not done: $2") },
	{ LIT("flag"), LIT("!! flags not changed: $2") },
	{ LIT("ghost"), LIT("!! connection not ended: $2") },
	{ LIT("groups"), LIT("!! cannot list the groups: $2") },
	{ LIT("heard"), LIT("!! cannot list the subscriptions: $2") },
	{ LIT("history"), LIT("!! cannot show the history: $2") },
	{ LIT("invited"), LIT("!! cannot list the invitations: $2") },
	{ LIT("masks"), LIT("!! cannot list the masks: $2") },
	{ LIT("mode"), LIT("!! modes not changed: $2") },
	{ LIT("motd"), LIT("!! cannot show the message of the day: $2") },
	{ LIT("name"), LIT("!! name refused: $2") },
	{ LIT("names"), LIT("!! cannot list the names: $2") },
	{ LIT("note"), LIT("!! notice not sent: $2") },
	{ LIT("oper"), LIT("!! cannot become a server operator: $2") },
	{ LIT("pass"), LIT("!! password refused: $2") },
	{ LIT("seen"), LIT("!! not marked as read: $2") },
	{ LIT("talks"), LIT("!! cannot list your conversations: $2") },
	{ LIT("tell"), LIT("!! not sent: $2") },
	{ LIT("topic"), LIT("!! cannot show or set the topic: $2") },
	{ LIT("watching"), LIT("!! cannot list the names you watch: $2") },
	{ LIT("who"), LIT("!! cannot list the clients: $2") },
	{ LIT("whois"), LIT("!! $2") },
	{ LIT("whowas"), LIT("!! $2") },
};

/* Texts of the server that need a subject on the screen. */
static const struct {
	enum code code;
	struct str text;
} texts[] = {
	{ CODE_NOT_MEMBER, LIT("you are not a member of that group") },
	{ CODE_NOT_OPERATOR, LIT("you are not an operator of that group") },
	{ CODE_BANNED, LIT("you are banned from that group") },
	{ CODE_MUTED, LIT("you are not allowed to speak in that group") },
};

struct str
refused_form(struct command *err)
{
	if (err->count < 3)
		return STR("");
	/* The change is in effect, but could not be saved. */
	if (str_eq(err->arg[1], code_word(CODE_NOT_KEPT)))
		return STR("!! modes not saved: $2");
	for (size_t i = 0; i < COUNT(texts); i++)
		if (str_eq(err->arg[2], code_text(texts[i].code)))
			err->arg[2] = texts[i].text;
	for (size_t i = 0; i < COUNT(forms); i++)
		if (str_eq(err->arg[0], forms[i].verb))
			return forms[i].form;
	return STR("!! cannot $0: $2");
}
