/* The sentences about commands: see details.h. */
#include "commands/details.h"

/* A command, and what it does, who may use it, and how long that lasts. */
static const struct {
	const char *word, *text;
} details[] = {
	{ "away",
	    "Anyone who writes to you sees your reason. You can still read "
	    "and write. It ends with /back, or when the connection is lost." },
	{ "ban",
	    "Only operators can ban. Whoever is banned cannot join. A "
	    "member who is banned stays, but cannot speak without a role: "
	    "/kick removes them. A ban lasts until /unban." },
	{ "close",
	    "Closing the view of a group also leaves the group. Closing the "
	    "view of a person loses nothing: a new message opens it again." },
	{ "deop",
	    "Only operators can do this. NAME stays in the group as an "
	    "ordinary member." },
	{ "devoice",
	    "Only operators can do this. In a moderated group, NAME can then "
	    "only read." },
	{ "groups", "Secret groups (mode s) appear only if you are a member." },
	{ "highlight",
	    "Messages with these words count as mentions of you. Your name "
	    "always counts. The words are saved." },
	{ "history",
	    "Only a group that the server records has a history; its view "
	    "says so when you join. @NAME is what you and NAME wrote. "
	    "Your own logs are searched by /lastlog." },
	{ "ignore",
	    "Only you stop seeing the messages; NAME is not told. An entry is "
	    "saved, except one with a time, which ends by itself." },
	{ "invite",
	    "Any member can invite, but only operators if the group is "
	    "invite-only. NAME sees the invitation and can join with /join." },
	{ "join",
	    "Joining a group that nobody is in makes it, and you become "
	    "its operator unless it is registered. If the group has a "
	    "key, only those who give it get in." },
	{ "kick",
	    "Only operators can kick. NAME may join again at once, unless "
	    "you also /ban." },
	{ "lastlog",
	    "Only your own views and logs are searched, not the server. The "
	    "latest lines are shown, 500 at most." },
	{ "login",
	    "The secret is asked for and never shown. You stay logged in "
	    "until /logout or /quit." },
	{ "me", "Everyone in the view sees it as an action, after your name." },
	{ "mode",
	    "Only operators can change modes. /mode alone shows those that "
	    "are on." },
	{ "msg",
	    "You stay in the current view. Without #, the message is private "
	    "and never goes to a group." },
	{ "mute",
	    "Only you are affected: nobody in the group is silenced. The "
	    "group stays muted, even after a restart, until /unmute." },
	{ "names", "Operators have @ before their names, voiced members +." },
	{ "nick",
	    "The members of your groups see the change. It lasts until you "
	    "quit; to keep the name, use /set name." },
	{ "op",
	    "Only operators can do this. NAME can then kick, ban, change "
	    "modes and make others operators, and loses this by leaving." },
	{ "part",
	    "The view stays, so that you can still read it; /join there "
	    "joins again, and /close closes it." },
	{ "query",
	    "Lines you type in that view are private. Only you see that you "
	    "opened it." },
	{ "quit",
	    "Every server is left, and forkcast exits. Members of your groups "
	    "see your TEXT." },
	{ "search",
	    "The search goes on in the server's history, if there is one, and "
	    "in your logs. Without TEXT, it repeats the last search." },
	{ "set",
	    "A change takes effect at once and is saved. Without a value, the "
	    "setting is shown; - restores its default." },
	{ "topic",
	    "Any member can set it, but only operators if the group has "
	    "mode t. All members see the change and who made it." },
	{ "unban",
	    "Only operators can lift a ban. A member who was banned can "
	    "speak again at once." },
	{ "url",
	    "Number 1 is the newest link of the view. Without a number, the "
	    "links are listed." },
	{ "voice",
	    "Only operators can do this. NAME can speak while the group is "
	    "moderated (mode m), and loses this by leaving." },
	{ "whois",
	    "Anyone can ask, and NAME is not told. Without NAME, it is the "
	    "person of the view, or you." },
	{ "window",
	    "A part of a name is enough. Alone, it lists the views with "
	    "their numbers." },
};

struct str
details_of(struct str word)
{
	for (size_t i = 0; i < COUNT(details); i++)
		if (str_eq(str_from(details[i].word), word))
			return str_from(details[i].text);
	return STR("");
}
