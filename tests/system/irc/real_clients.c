/*
 * The clients that people have, in one talk: irssi, WeeChat, forkcast, nc, and
 * a script in Python that reads and writes lines: they join, talk, ask who
 * somebody is, kick, set modes and topics, go away, leave, and come again with
 * SASL.
 */
#include <stdio.h>

#include "tests/lib/keeper.h"
#include "tests/lib/scratch.h"
#include "tests/lib/tmux.h"

enum act { TYPES, SEES, HOLDS };

static const struct {
	const char *who;
	enum act act;
	const char *what;
} moves[] = {
	{ "irssi", SEES, "Welcome to the forkcast network, ali" },
	{ "weechat", SEES, "Welcome to the forkcast network, bo" },
	{ "irssi", TYPES, "/join #tea" },
	{ "irssi", SEES, "[@ali]" },
	{ "weechat", TYPES, "/join #tea" },
	{ "weechat", SEES, "Channel #tea: 2 nicks" },
	{ "forkcast", TYPES, "join tea" },
	{ "nc", TYPES, "join tea" },
	{ "python", TYPES, "join tea" },
	{ "irssi", SEES, "sara [user@" },
	{ "weechat", SEES, "sara (sara)" },
	{ NULL, HOLDS, "all are in one group" },
	{ "irssi", TYPES, "good morning" },
	{ "forkcast", SEES, "good morning" },
	{ "nc", SEES, "tea ali good morning" },
	{ "python", SEES, "ali: good morning" },
	{ "weechat", SEES, "@ali | good morning" },
	{ "weechat", TYPES, "sal\303\242m" },
	{ "irssi", SEES, "< bo> sal\303\242m" },
	{ "nc", SEES, "tea bo sal\303\242m" },
	{ "nc", TYPES, "send tea from nc" },
	{ "python", TYPES, "send tea from Python" },
	{ "forkcast", TYPES, "from forkcast" },
	{ "irssi", SEES, "< reza> from nc" },
	{ "irssi", SEES, "< sara> from Python" },
	{ "irssi", SEES, "< javad> from forkcast" },
	{ "weechat", SEES, "javad | from forkcast" },
	{ "irssi", TYPES, "/me drinks" },
	{ "weechat", SEES, "ali drinks" },
	{ NULL, HOLDS, "each hears each" },
	{ "irssi", TYPES, "/topic tea at five" },
	{ "weechat", SEES, "\"tea at five\"" },
	{ "nc", SEES, "topic 1" },
	{ "irssi", TYPES, "/mode +v bo" },
	{ "weechat", SEES, "Mode #tea [+v bo] by ali" },
	{ "weechat", TYPES, "/whois javad" },
	{ "weechat", TYPES, "/buffer 1" },
	{ "weechat", SEES, "[javad] (user@" },
	{ "weechat", TYPES, "/away at lunch" },
	{ "weechat", SEES, "marked as being away" },
	{ "weechat", TYPES, "/buffer 2" },
	{ "irssi", TYPES, "/whois bo" },
	{ "irssi", TYPES, "/window goto 1" },
	{ "irssi", SEES, "channels : +#tea" },
	{ "irssi", SEES, "away     : at lunch" },
	{ "irssi", TYPES, "/window goto 2" },
	{ NULL, HOLDS, "topic, modes, who somebody is, and away" },
	{ "irssi", TYPES, "/kick sara enough" },
	{ "python", SEES, "enough" },
	{ "irssi", SEES, "sara was kicked" },
	{ "weechat", SEES, "ali has kicked sara (enough)" },
	{ "weechat", TYPES, "/part so long" },
	{ "irssi", SEES, "bo [" },
	{ "irssi", SEES, "has left #tea [so long]" },
	{ "nc", TYPES, "quit bye then" },
	{ "irssi", SEES, "has quit [Quit: bye then]" },
	{ NULL, HOLDS, "kicked, left, gone" },
	{ "irssi", TYPES, "/msg NickServ register sesame" },
	{ "irssi", TYPES, "/window goto 3" },
	{ "irssi", SEES, "Done" },
	{ "irssi", TYPES, "/quit" },
	{ "again", SEES, "SASL authentication succeeded" },
	{ "again", SEES, "Welcome to the forkcast network, ali" },
	{ NULL, HOLDS, "and again, with SASL" },
};

#define NC "p=${FORKCAST_SERVER##*:}; { echo reza; cat; } | nc 127.0.0.1 $p"

static const char python[] =
    "import os, select, socket, sys\n"
    "host, port = os.environ['FORKCAST_SERVER'].rsplit(':', 1)\n"
    "chat = socket.create_connection((host, int(port)))\n"
    "chat.sendall(b'sara\\n')\n"
    "lines = chat.makefile('r', encoding='utf-8')\n"
    "while True:\n"
    "    for ready in select.select([chat, sys.stdin], [], [])[0]:\n"
    "        if ready is sys.stdin:\n"
    "            chat.sendall(sys.stdin.readline().encode())\n"
    "        else:\n"
    "            words = lines.readline().split(' ', 4)\n"
    "            if words[0] == 'msg':\n"
    "                print(words[3] + ': ' + words[4], end='')\n"
    "            else:\n"
    "                print(' '.join(words), end='')\n";

/* irssi sends as fast as one types, and logs in if it has a secret. */
static void
write_irssi(const char *name, const char *port, const char *more)
{
	char path[SCRATCH_PATH], text[1000];

	(void)snprintf(text, sizeof(text),
	    "chatnets = { fc = { type = \"IRC\"; %s }; };\n"
	    "servers = ( { address = \"127.0.0.1\"; port = \"%s\";\n"
	    "  chatnet = \"fc\"; autoconnect = \"yes\"; } );\n"
	    "settings = { core = { nick = \"ali\"; real_name = \"Ali\";\n"
	    "  user_name = \"ali\"; };\n"
	    "  \"irc/core\" = { cmds_max_at_once = \"100\";\n"
	    "    cmd_queue_speed = \"1msec\"; }; };\n",
	    more, port);
	scratch_path(path, name);
	scratch_write(path, text);
}

static void
start(const struct server *server)
{
	const char *port = strrchr(server->address[0], ':') + 1;
	char path[SCRATCH_PATH], command[400];

	write_irssi("irssi.conf", port, "");
	write_irssi("again.conf", port,
	    "sasl_mechanism = \"PLAIN\"; sasl_username = \"ali\";\n"
	    "  sasl_password = \"sesame\";");
	scratch_path(path, "lines.py");
	scratch_write(path, python);
	tmux_run("irssi", server->address[0],
	    "irssi --home=irssi --config=irssi.conf");
	/* Two lines that it reads at once are no paste. */
	(void)snprintf(command, sizeof(command),
	    "weechat -d weechat"
	    " -r '/set weechat.look.paste_max_lines -1;"
	    "/server add fc 127.0.0.1/%s -notls -nicks=bo;/connect fc'",
	    port);
	tmux_run("weechat", server->address[0], command);
	tmux_run("forkcast", server->address[0], "forkcast -n javad");
	tmux_run("nc", server->address[0], NC);
	tmux_run("python", server->address[0], "python3 lines.py");
}

int
main(void)
{
	static const char *const programs[] = { "tmux", "irssi", "weechat",
		"nc", "python3", NULL };
	struct server *server;

	tmux_needs(programs);
	server = server_start(&(struct setup) { .config = KEEPER_QUICK });
	start(server);
	for (size_t i = 0; i < COUNT(moves); i++) {
		if (moves[i].who != NULL &&
		    strcmp(moves[i].who, "again") == 0 &&
		    strcmp(moves[i - 1].who, "again") != 0)
			tmux_run("again", server->address[0],
			    "irssi --home=irssi --config=again.conf");
		if (moves[i].act == TYPES)
			tmux_type(moves[i].who, moves[i].what);
		else if (moves[i].act == SEES)
			tmux_sees(moves[i].who, moves[i].what);
		else
			PASS("%s", moves[i].what);
	}
	server_stop(server);
	return tap_done();
}
