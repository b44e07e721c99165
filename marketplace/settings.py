"""Everything that differs between one installation and another; built once by an entry point."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SiteSettings(BaseSettings):
    """Who runs the pavilion and under which licences; shown in every footer.

    Source: E-Commerce Law art. 15; domain rules OP-1.
    """

    model_config = SettingsConfigDict(env_prefix="SITE_", extra="ignore", frozen=True)

    name: str = "县域特色馆"
    name_en: str = "County Pavilion"
    operator_name: str = "成县示例电子商务运营有限公司（演示）"
    operator_name_en: str = "Chengxian Example E-Commerce Operations Ltd (demo)"
    operator_uscc: str = "91999999MA00000154"
    operator_address: str = "甘肃省陇南市成县城关镇示例路1号"
    authority_name: str = "成县商务局（演示）"
    authority_name_en: str = "Chengxian Commerce Bureau (demo)"
    icp_no: str = "陇ICP备00000000号（演示）"
    police_no: str = "甘公网安备62122100000000号（演示）"
    edi_no: str = "甘B2-00000000（演示）"
    phone: str = "0939-0000000"
    flagship: str = "621221"
    """Six-digit code of the county whose pavilion the home page opens on."""
    flagship_name: str = "成县"
    flagship_name_en: str = "Chengxian"


class Settings(BaseSettings):
    """Environment variables by their plain upper-case names; see ``docs/operations.md``."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    environment: Literal["development", "test", "production"] = "development"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    data_dir: Path = Path("var")
    """Bundled database, stored files and the sandbox's own state live here."""

    public_url: str = ""
    """Where people reach us; empty means http://host:port."""

    database_url: str = ""
    """``postgresql+psycopg://…``; empty starts the bundled PostgreSQL under ``data_dir``."""
    database_pool: int = Field(default=10, ge=2, le=100)
    database_timeout_seconds: int = Field(default=15, ge=1, le=120)

    secret_key: SecretStr = SecretStr("")
    """At least 32 characters; signs links and CSRF tokens and derives the field key.

    Empty outside production: one is made and kept in ``data_dir``.
    """
    old_secret_keys: tuple[SecretStr, ...] = ()
    """Former keys, still accepted for reading while a change is under way."""

    https: bool = False
    """Served over TLS: cookies get the ``__Host-`` prefix and HSTS is sent."""
    trusted_proxies: str = ""
    """Comma-separated addresses whose X-Forwarded-For is believed."""

    web_processes: int = Field(default=1, ge=1, le=64)
    """Processes that serve pages side by side on the one port; about one a core."""

    run_worker: bool = True
    """Run the job worker inside the web process; false where workers are processes of their own."""
    worker_concurrency: int = Field(default=4, ge=1, le=64)

    psp_url: str = ""
    """Base address of the payment provider's API; empty in development means our sandbox."""
    psp_port: int = 0
    """Port of the sandbox PSP that ``marketplace run`` starts; 0 means ``port + 1``."""
    psp_api_key: SecretStr = SecretStr("sk_test_sandbox")
    psp_webhook_secrets: tuple[SecretStr, ...] = (SecretStr("whsec_sandbox_development"),)
    psp_timeout_seconds: float = Field(default=8.0, gt=0, le=60)

    storage_url: str = ""
    """Empty: files under ``data_dir``. ``s3://bucket`` with the usual AWS_* variables otherwise."""
    storage_endpoint: str = ""

    smtp_url: str = ""
    """Empty: e-mail is kept in the outbox and shown to operators, not sent."""

    pay_within_minutes: int = Field(default=30, ge=1, le=1440)
    auto_confirm_days: int = Field(default=10, ge=1, le=60)
    page_cache_seconds: int = Field(default=60, ge=0, le=3600)

    is_demo: bool = True
    """Marks the installation 演示数据 on every page."""

    site: SiteSettings = Field(default_factory=SiteSettings)

    @property
    def base_url(self) -> str:
        """Absolute address of the shop, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def sandbox_port(self) -> int:
        """The port the sandbox PSP listens on when we start it ourselves."""
        return self.psp_port or self.port + 1

    @property
    def psp_base_url(self) -> str:
        """Where payment calls go."""
        return (self.psp_url or f"http://127.0.0.1:{self.sandbox_port}").rstrip("/")

    @model_validator(mode="after")
    def _production_is_complete(self) -> Self:
        if self.environment == "production":
            missing = [
                name
                for name, given in (
                    ("DATABASE_URL", self.database_url),
                    ("SECRET_KEY", self.secret_key.get_secret_value()),
                    ("PSP_URL", self.psp_url),
                    ("PUBLIC_URL", self.public_url),
                )
                if not given
            ]
            if missing:
                raise ValueError(f"production needs {', '.join(missing)}")
        if 0 < len(self.secret_key.get_secret_value()) < 32:
            raise ValueError("SECRET_KEY needs at least 32 characters")
        return self
