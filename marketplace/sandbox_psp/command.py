"""Starting the sandbox from a command line, alone or as a verb of the marketplace's own."""

from argparse import ArgumentParser, Namespace

import uvicorn

from marketplace.sandbox_psp.app import create_app


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8010)
    parser.add_argument("--db", default="sandbox-psp.sqlite3", help="the file that remembers all")
    parser.add_argument("--api-key", default="sk_test_sandbox")
    parser.add_argument("--webhook-url", help="where the shop takes notices; none are sent without")
    parser.add_argument(
        "--secret",
        action="append",
        default=[],
        help="signs the notices; twice while one secret is exchanged for another",
    )
    parser.add_argument("--public-url", help="the address a payer's browser finds this port under")
    parser.add_argument("--payee", default="县域特色馆", help="whom the payer page says is paid")
    parser.add_argument("--refund-seconds", type=float, default=0.0)


def run(args: Namespace) -> None:
    """Serve until told to stop."""
    app = create_app(
        db=args.db,
        api_key=args.api_key,
        webhook_url=args.webhook_url,
        webhook_secrets=args.secret,
        public_url=args.public_url,
        payee=args.payee,
        refund_seconds=args.refund_seconds,
    )
    uvicorn.run(app, host=args.host, port=args.port, access_log=False, log_level="warning")


def main(argv: list[str] | None = None) -> None:
    parser = ArgumentParser(prog="sandbox-psp", description="A payment provider to practise with.")
    add_arguments(parser)
    run(parser.parse_args(argv))
