from tests.support.browser_like import Visitor


async def test_an_unknown_page_is_a_page_that_says_so(visitor: Visitor) -> None:
    answer = await visitor.get("/nowhere")

    assert answer.status_code == 404
    assert "没有找到" in answer.text
    assert "content-security-policy" in answer.headers


async def test_the_process_says_that_it_lives(visitor: Visitor) -> None:
    answer = await visitor.get("/healthz")

    assert answer.json() == {"status": "ok"}
