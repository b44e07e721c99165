"""Actions of the audit trail in words; an action nobody has put into words shows its own name."""

from marketplace.kit.language import gettext as _


def said_action(action: str) -> str:
    """``session.started`` as a person would say it."""
    return _words().get(action, action)


def _words() -> dict[str, str]:
    return {
        "account.registered": _("注册账号"),
        "account.created": _("建立账号"),
        "account.profile_changed": _("修改资料"),
        "account.email_changed": _("修改邮箱"),
        "account.password_changed": _("修改密码"),
        "account.role_granted": _("获得岗位"),
        "account.role_ended": _("结束岗位"),
        "session.started": _("登录成功"),
        "session.confirmed": _("再次确认身份"),
        "session.refused": _("登录没有成功"),
        "session.ended": _("退出登录"),
        "session.others_ended": _("让其他设备退出登录"),
        "token.issued": _("签发接口令牌"),
        "token.revoked": _("停用接口令牌"),
        "message.queued_again": _("重发消息"),
        "vendor.applied": _("提交入驻申请"),
        "vendor.approved": _("批准入驻"),
        "vendor.rejected": _("驳回入驻申请"),
        "vendor.correction_requested": _("要求补正"),
        "document.viewed": _("查看证照文件"),
    }
