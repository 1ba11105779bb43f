/*
 * client/net/login: SCRAM-SHA-256, and the end of it if the server does not
 * prove that it knows the account. The secret itself may be sent only to a
 * server on this machine.
 */
#include "client/net/login.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "shared/crypto/base64.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"
#include "tests/lib/tap.h"

static struct session session = { .fd = -1 };
static struct login login;

/* Connects to a socket that has a name, as a server's has. */
static void
connect_named(int fd[2])
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	char path[SCRATCH_PATH];
	const int listener = socket(AF_UNIX, SOCK_STREAM, 0);

	scratch_path(path, "socket");
	(void)unlink(path);
	MUST(strlen(path) < sizeof(addr.sun_path), "the path is too long");
	memcpy(addr.sun_path, path, strlen(path) + 1);
	fd[0] = socket(AF_UNIX, SOCK_STREAM, 0);
	MUST(bind(listener, (struct sockaddr *)&addr, sizeof(addr)) == 0 &&
		listen(listener, 1) == 0 &&
		connect(fd[0], (struct sockaddr *)&addr, sizeof(addr)) == 0,
	    "no connection");
	fd[1] = accept(listener, NULL, NULL);
	MUST(close(listener) == 0, "close");
}

/* The ways to the server: only the first goes by nobody else. */
enum way { NEAR, BY_PROGRAM, FAR };

/* Begins with a connection of that kind. */
static void
begin(enum way way)
{
	int fd[2];

	if (way == NEAR)
		connect_named(fd);
	else
		MUST(
		    (way == FAR ? pipe(fd) :
				  socketpair(AF_UNIX, SOCK_STREAM, 0, fd)) == 0,
		    "no connection");
	session_free(&session);
	(void)close(fd[1]);
	session_init(&session, fd[0]);
	login_begin(&login, "ali", "open sesame");
}

/* Sends the next command, and returns it; it lasts until the next one. */
static struct str
said(void)
{
	static char room[LIMIT_LINE];
	struct str line;

	login_go_on(&login, &session);
	line = buf_str(&session.out);
	MUST(line.len < sizeof(room), "it is too long");
	memcpy(room, line.at, line.len);
	buf_drop(&session.out, line.len);
	return (struct str) { room, line.len };
}

static enum login_heard
hear(const char *text)
{
	struct command line;

	MUST(grammar_parse(str_from(text), FROM_SERVER, &line) == CODE_OK,
	    "not heard: %s", text);
	const enum login_heard heard = login_hear(&login, &session, &line);
	session_note(&session, &line);
	return heard;
}

/* Begins SCRAM. Returns the nonce. */
static struct str
scram(void)
{
	static char room[SCRAM_MESSAGE];
	const struct str start = STR("prove scram-sha-256 ");
	const struct str ali = STR("n,,n=ali,r=");
	struct str message;
	size_t len;

	begin(FAR);
	message = said();
	MUST(str_begins(message, start), "another command");
	str_drop(&message, start.len);
	message.len--;
	MUST(base64_decode(message, room, sizeof(room), &len), "no base64");
	message = (struct str) { room, len };
	MUST(str_begins(message, ali), "another message");
	str_drop(&message, ali.len);
	return message;
}

/* Says "ok prove WHAT MESSAGE". */
static enum login_heard
prove(const char *what, const char *message)
{
	char text[BASE64_TEXT(SCRAM_MESSAGE)];
	char line[64 + sizeof(text)];
	const struct str made = base64_text(message, strlen(message), text);

	(void)snprintf(line, sizeof(line), "ok prove %s %.*s", what,
	    (int)made.len, made.at);
	return hear(line);
}

/* Goes on to the proof, and writes the server's right signature. */
static void
proof(char right[128])
{
	char first[SCRAM_MESSAGE], text[BASE64_TEXT(SCRAM_KEY)];
	const struct str nonce = scram();

	(void)snprintf(first, sizeof(first), "r=%.*sXY,s=QUJD,i=4096",
	    (int)nonce.len, nonce.at);
	MUST(prove("+", first) == LOGIN_GOES_ON, "it does not go on");
	MUST(str_begins(said(), STR("prove + ")), "no proof");
	const struct str key =
	    base64_text(login.exchange.signature, SCRAM_KEY, text);
	(void)snprintf(right, 128, "v=%.*s", (int)key.len, key.at);
}

static void
checks_the_server(void)
{
	char right[128];

	proof(right);
	TAP_OK(hear("msg 12 tea bob hi") == LOGIN_OTHER, "another line");
	TAP_OK(prove("ali", right) == LOGIN_DONE && !login_is_on(&login),
	    "we are logged in");
	proof(right);
	right[5] = (char)(right[5] == 'A' ? 'B' : 'A');
	TAP_OK(prove("ali", right) == LOGIN_FORGED && !login_is_on(&login),
	    "not with another signature");
	proof(right);
	TAP_OK(hear("ok prove ali") == LOGIN_FORGED, "nor without one");
	(void)scram();
	TAP_OK(hear("ok prove ali") == LOGIN_FORGED, "nor without a proof");
	(void)scram();
	TAP_OK(prove("+", "r=XY,s=QUJD,i=4096") == LOGIN_FORGED,
	    "nor with another nonce");
}

static void
refuses(void)
{
	char right[128];

	(void)scram();
	TAP_OK(hear("err prove unavailable later") == LOGIN_BUSY, "busy");
	proof(right);
	TAP_OK(hear("err prove not-allowed wrong secret") == LOGIN_REFUSED &&
		strcmp(login.why, "wrong secret") == 0,
	    "refused, and why");
}

static void
may_send_the_secret(void)
{
	begin(NEAR);
	TAP_OK(login_may_send_secret(&session), "on this machine");
	begin(FAR);
	TAP_OK(!login_may_send_secret(&session), "not over a network");
	begin(BY_PROGRAM);
	TAP_OK(!login_may_send_secret(&session),
	    "nor by a program, wherever that goes");
}

int
main(void)
{
	checks_the_server();
	refuses();
	may_send_the_secret();
	session_free(&session);
	return tap_done();
}
