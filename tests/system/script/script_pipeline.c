/*
 * Programs connected by groups, by boxes or by the FIFOs of forkcast fifo give
 * the same result as with pipes of the shell.
 */
#include "tests/lib/server.h"
#include "tests/lib/shell.h"

#define NUMBERS "i=0; while [ $i -lt 40 ]; do echo $i; i=$((i + 1)); done"
#define ADD "awk '{ print $1 + 2, \"Apples\" }'"
#define SWAP "tr a-zA-Z A-Za-z"

/* What listen prints before the text. */
#define TEXT "sed 's/^[^:]*: //'"

#define PIPES "(" NUMBERS ") | " ADD " | " SWAP " >pipes"

#define GROUPS                                                                \
	"forkcast listen -c 40 -n swap sums | " TEXT " | " SWAP " >groups & " \
	"forkcast listen -c 40 -n add numbers | " TEXT " | " ADD              \
	" | forkcast send sums & "                                            \
	"until forkcast names sums 2>/dev/null | grep -qx '[@+]*swap' && "    \
	"forkcast names numbers 2>/dev/null | grep -qx '[@+]*add'; do "       \
	"sleep 0.1 || sleep 1; done; "                                        \
	"(" NUMBERS ") | forkcast send numbers && wait"

/* Each item is handed on before it is done: by two commands of its own. */
#define BOXES                                                                      \
	"forkcast listen -c 4 -n end results | " TEXT " >boxes & "                 \
	"forkcast work -c 4 -n swap -o results swapped " SWAP " & "                \
	"forkcast work -c 4 -n add added sh -c 'read n; "                          \
	"echo $((n + 2)) Apples | forkcast post swapped' & "                       \
	"until forkcast names results 2>/dev/null | grep -qx '[@+]*end' && "       \
	"forkcast names swapped 2>/dev/null | grep -qx '[@+]*swap' && "            \
	"forkcast names added 2>/dev/null | grep -qx '[@+]*add'; do sleep 0.1 || " \
	"sleep 1; done; "                                                          \
	"(" NUMBERS ") | head -n 4 | forkcast post added && wait"

/* From each line of "out" that is a message, its text. */
#define TEXTS                                                          \
	"while read -r when group who text; do case $who in *:) echo " \
	"\"$text\";; esac; done"

#define FIFOS                                                               \
	"mkdir -m 700 tree tree/sums tree/numbers; "                        \
	": >tree/sums/out; : >tree/numbers/out; "                           \
	"forkcast fifo tree sums numbers & "                                \
	"until [ -p tree/sums/in ] && [ -p tree/numbers/in ]; do "          \
	"sleep 0.1 || sleep 1; done; "                                      \
	"tail -n +1 -f tree/sums/out | " TEXTS " | head -n 40 | " SWAP      \
	" >fifos & "                                                        \
	"tail -n +1 -f tree/numbers/out | " TEXTS " | while read -r n; do " \
	"echo $((n + 2)) Apples; done >tree/sums/in & "                     \
	"(" NUMBERS ") >tree/numbers/in; "                                  \
	"until [ $(wc -l <fifos) -eq 40 ]; do sleep 0.1 || sleep 1; done; " \
	"echo quit >tree/in"

int
main(void)
{
	static const struct shell_case cases[] = {
		{ PIPES, 0, "", "" },
		{ GROUPS, 0, "", "" },
		{ "cmp pipes groups && wc -l <groups", 0, "40\n", "" },
		{ BOXES, 0, "", "" },
		{ "head -n 4 pipes | cmp - boxes", 0, "", "" },
	};
	static const struct shell_case last[] = {
		{ "cmp pipes fifos && wc -l <fifos", 0, "40\n", "" },
	};
	struct server *server = server_start(NULL);

	shell_cases(server->address[0], cases);
	struct shell *shell = shell_start(server->address[0], FIFOS);
	TAP_NUM(shell_status(shell), 0, "by FIFOs");
	shell_cases(server->address[0], last);
	server_stop(server);
	return tap_done();
}
