/*
 * openssl s_client is the connection, with the options of forkcast(1), and
 * stunnel as in forkcast-service(7): only a certificate for that host is
 * accepted. Skipped without openssl.
 */
#include <stdlib.h>

#include "tests/lib/server.h"
#include "tests/lib/shell.h"
#include "tests/lib/tap.h"

/* Waits until somebody listens on the socket of that name. */
#define AWAIT(NAME)                                                         \
	"until grep -q \" 00010000 .* $PWD/" NAME "$\" /proc/net/unix; do " \
	"sleep 0.01; done; "

/* Serves one connection: openssl speaks TLS, and forkcast is the server. */
#define CLIENT(OPTIONS)                                                        \
	"rm -f tls fifo; mkfifo fifo; openssl s_server -quiet -unix $PWD/tls " \
	"-naccept 1 -cert cert -key key <fifo 2>log | forkcast stdio "         \
	">fifo & " AWAIT(                                                      \
	    "tls") "forkcast post -l -C \"openssl s_client -quiet -unix tls "  \
		   "-verify_return_error " OPTIONS                             \
		   "\"; status=$?; kill $! 2>/dev/null; "                      \
		   "exit $status"

static const struct shell_case cases[] = {
	{ "openssl req -x509 -newkey ec -pkeyopt "
	  "ec_paramgen_curve:prime256v1 -nodes -subj /CN=chat.example.org "
	  "-addext subjectAltName=DNS:chat.example.org -days 2 -keyout key "
	  "-out cert 2>/dev/null",
	    0, "", "" },
	{ CLIENT("-CAfile cert -verify_hostname chat.example.org 2>log"), 0, "",
	    "" },
	{ CLIENT("-CAfile cert -verify_hostname other.example.org 2>&1 | "
		 "grep -o 'hostname mismatch' >&2; exit 1"),
	    69, "",
	    "hostname mismatch\n"
	    "forkcast post: connection lost: via: exit status 1\n" },
	{ CLIENT("-verify_hostname chat.example.org 2>/dev/null"), 69, "",
	    "forkcast post: connection lost: via: exit status 1\n" },
};

/* Stunnel, on both sides. */
static const struct shell_case stunnel[] = {
	{ "printf 'foreground = yes\npid =\n[chat]\naccept = %s/st\n"
	  "connect = %s\ncert = %s/cert\nkey = %s/key\n' "
	  "$PWD $FORKCAST_SERVER $PWD $PWD >server.conf; "
	  "stunnel server.conf >log 2>&1 & " AWAIT(
	      "st") "for h in chat other; do printf 'client = yes\n"
		    "connect = %s/st\nverifyChain = yes\nCAfile = %s/cert\n"
		    "checkHost = %s.example.org\n' $PWD $PWD $h >$h.conf; "
		    "forkcast post -l -C \"stunnel $h.conf 2>>log\" >/dev/null 2>>log; "
		    "echo $h $?; done; kill $!; wait",
	    0, "chat 0\nother 69\n", "" },
};

int
main(void)
{
	if (system("command -v openssl >/dev/null") != 0)
		tap_skip("openssl is not installed");
	struct server *server = server_start(NULL);
	shell_cases(server->address[0], cases);
	if (system("command -v stunnel >/dev/null") == 0)
		shell_cases(server->address[0], stunnel);
	else
		PASS("stunnel is not installed");
	server_stop(server);
	return tap_done();
}
