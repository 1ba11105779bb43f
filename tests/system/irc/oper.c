/*
 * OPER: the secret of an account that the configuration names makes one an
 * operator of the server, whom WHO, WHOIS, USERHOST, LUSERS and MODE show as
 * such, until MODE -o; each way to be refused.
 */
#include "tests/lib/exchange.h"
#include "tests/lib/keeper.h"

static const struct move first[] = {
	{ "ali", ENTERS, NULL },
	{ "bo", ENTERS, NULL },
};

static const struct move moves[] = {
	{ "ali", SAYS, "NS IDENTIFY pw" },
	{ "ali", GETS, ":* 900 ali * ali ..." },
	{ "ali", GETS, ":NickServ!* NOTICE ali :Done..." },
	{ "bo", SAYS, "OPER ali" },
	{ "bo", GETS, ":* 461 bo OPER :..." },
	{ "bo", SAYS, "OPER ali wrong" },
	{ "bo", GETS, ":* 464 bo :Password incorrect" },
	{ "bo", SAYS, "OPER #x secret" },
	{ "bo", GETS, ":* 464 bo :Password incorrect" },
	{ "bo", SAYS, "OPER ali :" },
	{ "bo", GETS, ":* 464 bo :Password incorrect" },
	{ "bo", SAYS, "MODE bo +S" },
	{ "bo", GETS, ":* 501 bo ..." },
	{ "bo", SAYS, "WHOIS ali" },
	{ "bo", SEES, ":* 330 bo ali ali ..." },
	{ "bo", GETS, ":* 318 bo ali ..." },
	{ NULL, HOLDS, "who does not know it is none" },
	{ "bo", SAYS, "OPER ali pw" },
	{ "bo", GETS, ":* 381 bo :You are now an IRC operator" },
	{ "bo", GETS, ":bo MODE bo +o" },
	{ "bo", SAYS, "MODE bo +i" },
	{ "bo", GETS, ":bo MODE bo +i" },
	{ "bo", SAYS, "MODE bo" },
	{ "bo", GETS, ":* 221 bo +io" },
	{ "bo", SAYS, "MODE bo -i" },
	{ "bo", GETS, ":bo MODE bo -i" },
	{ NULL, HOLDS, "who knows it is one" },
	{ "ali", SAYS, "WHOIS bo" },
	{ "ali", GETS, ":* 311 ali bo ..." },
	{ "ali", GETS, ":* 312 ali bo ..." },
	{ "ali", GETS, ":* 313 ali bo :is an IRC operator" },
	{ "ali", GETS, ":* 317 ali bo ..." },
	{ "ali", GETS, ":* 318 ali bo ..." },
	{ "ali", SAYS, "WHO bo" },
	{ "ali", GETS, ":* 352 ali * bo * * bo H* :0 ..." },
	{ "ali", GETS, ":* 315 ..." },
	{ "ali", SAYS, "WHO * o" },
	{ "ali", GETS, ":* 352 ali * bo * * bo H* :0 ..." },
	{ "ali", GETS, ":* 315 ..." },
	{ "ali", SAYS, "USERHOST bo ali" },
	{ "ali", GETS, ":* 302 ali :bo*=+bo@* ali=+ali@*" },
	{ "ali", SAYS, "LUSERS" },
	{ "ali", SEES, ":* 252 ali 1 ..." },
	{ "ali", SEES, ":* 266 ..." },
	{ NULL, HOLDS, "others see that" },
	{ "bo", SAYS, "WHOIS ali" },
	{ "bo", SEES, ":* 378 bo ali :is connecting from 127.0.0.1:*" },
	{ "bo", GETS, ":* 318 bo ali ..." },
	{ NULL, HOLDS, "and it sees where others come from" },
	{ "bo", SAYS, "MODE bo -o" },
	{ "bo", GETS, ":bo MODE bo -o" },
	{ "bo", SAYS, "MODE bo" },
	{ "bo", GETS, ":* 221 bo +" },
	{ "ali", SAYS, "WHO * o" },
	{ "ali", GETS, ":* 315 ..." },
	{ NULL, HOLDS, "until it wants to be none" },
};

int
main(void)
{
	const struct setup setup = { .config = KEEPER_QUICK "oper ali\n" };
	const struct server *server = exchange_begin(&setup);

	EXCHANGE_GO_ON(first);
	keeper_add(server, "ali");
	EXCHANGE_GO_ON(moves);
	return exchange_end();
}
