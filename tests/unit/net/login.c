/*
 * client/net/login: the exchange of RFC 7677 from the client's side, a name
 * with a comma, and messages of a server that are not accepted. The secret
 * itself may be sent only to a server on this machine.
 */
#include "client/net/login.h"

#include <stdio.h>
#include <unistd.h>

#include "shared/crypto/base64.h"
#include "tests/lib/must.h"

/* Section 3. */
#define NONCE "rOprNGfwEbeRWgbNEkqO"
#define BOTH NONCE "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
#define SALT "W22ZaJ0SNY7soEsUEjb6gQ=="
#define SERVER_FIRST "r=" BOTH ",s=" SALT ",i=4096"
#define CLIENT_FINAL \
	"c=biws,r=" BOTH ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
#define SERVER_FINAL "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

static struct session session = { .fd = -1 };
static struct login login;

/* Begins with a connection that goes by somebody else. */
static void
begin(void)
{
	int fd[2];

	MUST(pipe(fd) == 0, "no connection");
	session_free(&session);
	(void)close(fd[1]);
	session_init(&session, fd[0]);
	login_begin(&login, "user", "pencil", STR(NONCE));
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

/* Takes the next command, which must be this with the message behind it. */
static void
says(const char *command, const char *message)
{
	char text[BASE64_TEXT(SCRAM_MESSAGE)];
	const struct str made = base64_text(message, strlen(message), text);
	struct str line = said();

	TAP_OK(str_skip(&line, str_from(command)), "the command %s", command);
	line.len--;
	TAP_STR(line, made, "with %s", message);
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

/* First messages that no honest server sends. */
static const char *const wrong[] = {
	"r=" BOTH ",s=" SALT,
	"r=" BOTH ",s=" SALT ",i=4095",
	"r=" BOTH ",s=" SALT ",i=5000001",
	"r=" BOTH ",s=W22,i=4096",
	"r=" NONCE ",s=" SALT ",i=4096",
	"r=x" BOTH ",s=" SALT ",i=4096",
	"m=x,r=" BOTH ",s=" SALT ",i=4096",
	"s=" SALT ",r=" BOTH ",i=4096",
};

/* Last ones that do not prove that it knows the account. */
static const char *const unsigned_[] = {
	"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G8=",
	"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl9",
	"e=invalid-proof",
};

/* Goes on to the proof. */
static void
proof(void)
{
	begin();
	says("prove scram-sha-256 ", "n,,n=user,r=" NONCE);
	MUST(hear("msg 12 tea bob hi") == LOGIN_OTHER, "another line");
	TAP_NUM(prove("+", SERVER_FIRST), LOGIN_GOES_ON, "it goes on");
	says("prove + ", CLIENT_FINAL);
}

static void
checks_the_server(void)
{
	begin();
	login_begin(&login, "a,b=c", "pencil", STR(NONCE));
	says("prove scram-sha-256 ", "n,,n=a=2Cb=3Dc,r=" NONCE);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		begin();
		(void)said();
		TAP_NUM(prove("+", wrong[i]), LOGIN_FORGED, "%s", wrong[i]);
	}
	begin();
	(void)said();
	TAP_NUM(hear("ok prove + AAA"), LOGIN_FORGED, "what is no Base64");
	begin();
	(void)said();
	TAP_NUM(prove("user", SERVER_FINAL), LOGIN_FORGED, "without a proof");
	for (size_t i = 0; i < COUNT(unsigned_); i++) {
		proof();
		TAP_NUM(prove("user", unsigned_[i]), LOGIN_FORGED,
		    "not signed: %s", unsigned_[i]);
	}
	proof();
	TAP_NUM(prove("+", SERVER_FINAL), LOGIN_FORGED, "nor is one step more");
	proof();
	TAP_NUM(hear("ok prove user"), LOGIN_FORGED, "nor is nothing");
	proof();
	TAP_OK(
	    prove("user", SERVER_FINAL) == LOGIN_DONE && !login_is_on(&login),
	    "we are logged in");
}

int
main(void)
{
	checks_the_server();
	TAP_OK(!login_may_send_secret(&session),
	    "the secret itself goes only to this machine");
	session_free(&session);
	return tap_done();
}
