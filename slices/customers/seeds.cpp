#include "customers/seeds.hpp"

#include <algorithm>

namespace mainstay::customers {
namespace {

struct Plan {
    const char *name, *domain, *language, *time_zone;
    bool shares_tickets;
    std::vector<int> vendors;
    const char* people;  // "Name=local part, ..."
    const char* notes = "";
};

const std::vector<Plan>& plans() {
    static const std::vector<Plan> all{
        {"Blue River Bank 蓝河银行", "blueriver.example", "zh", "Asia/Shanghai", true, {0, 2}, "Li Wei 李伟=li.wei,Wang Fang 王芳=wang.fang,Zhou Jie 周杰=zhou.jie,Sun Yan 孙燕=sun.yan,Xu Ming 许明=xu.ming",
         "Enterprise plan, 24x7. Core banking runs on HarborDB; changes only on Sunday nights."},
        {"Jade Mountain Insurance 玉山保险", "jademountain.example", "zh", "Asia/Taipei", true, {0}, "Lin Chia-hao 林家豪=chiahao.lin,Chen Yi-ting 陳怡婷=yiting.chen,Huang Po-wei 黃柏偉=powei.huang"},
        {"Northlight Retail", "northlight.example", "en", "Europe/London", false, {0, 1}, "Emma Clarke=emma.clarke,Oliver Grant=oliver.grant,Hannah Price=hannah.price,Daniel Reid=daniel.reid", "Peak season from mid November; no upgrades until January."},
        {"Fjord Logistics", "fjordlogistics.example", "en", "Europe/Oslo", true, {0}, "Ingrid Solberg=ingrid,Lars Haugen=lars,Nils Berg=nils"},
        {"Hanfeng Securities 汉风证券", "hanfeng.example", "zh", "Asia/Shanghai", true, {0}, "Gao Yuan 高远=gaoyuan,Deng Li 邓丽=dengli,Han Bing 韩冰=hanbing", "Trading hours 9:15-15:00; severity high needs a call."},
        {"Castellan Health", "castellan.example", "en", "America/New_York", true, {0, 2}, "Maya Robinson=mrobinson,Ethan Cole=ecole,Grace Kim=gkim,Samuel Ortiz=sortiz"},
        {"Quanta Games 量子游戏", "quantagames.example", "zh", "Asia/Shanghai", false, {0, 2}, "Ma Chao 马超=machao,Luo Xin 罗欣=luoxin,Tang Rui 唐睿=tangrui,He Jing 何静=hejing"},
        {"Meridian University", "meridian-uni.example", "en", "Australia/Melbourne", false, {0}, "Chloe Nguyen=c.nguyen,Jack Thompson=j.thompson,Ruth Adler=r.adler"},
        {"Brightwater Utilities", "brightwater.example", "en", "Europe/Dublin", true, {0}, "Ciara Byrne=ciara.byrne,Sean Murphy=sean.murphy,Aoife Walsh=aoife.walsh"},
        {"Golden Wheat Foods 金麦食品", "goldenwheat.example", "zh", "Asia/Shanghai", true, {1}, "Zhao Min 赵敏=zhaomin,Qian Jun 钱军=qianjun,Wu Lei 吴磊=wulei,Zheng Shuang 郑爽=zhengshuang", "Four plants, one company each; month-end on the 25th."},
        {"Huaxin Machinery 华信机械", "huaxin.example", "zh", "Asia/Shanghai", false, {1}, "Feng Tao 冯涛=fengtao,Jiang Hui 蒋慧=jianghui,Shen Yi 沈毅=shenyi"},
        {"Alder & Finch Furniture", "alderfinch.example", "en", "America/Chicago", true, {1}, "Rachel Stone=rachel,Victor Lang=victor,Paula Jensen=paula,Greg Holt=greg"},
        {"Pacific Crest Trading", "pacificcrest.example", "en", "America/Los_Angeles", false, {1}, "Kenji Sato=kenji.sato,Laura Bennett=laura.bennett,Miguel Santos=miguel.santos"},
        {"Sunrise Textiles 晨光纺织", "sunrisetex.example", "zh", "Asia/Shanghai", true, {1}, "Cao Lin 曹琳=caolin,Peng Fei 彭飞=pengfei,Lu Yao 陆瑶=luyao"},
        {"Baltic Timber Group", "baltictimber.example", "en", "Europe/Riga", false, {1}, "Marta Ozola=marta.ozola,Juris Kalnins=juris.kalnins,Liene Berzina=liene.berzina"},
        {"Cedar Street Clinics", "cedarstreet.example", "en", "America/Toronto", true, {1}, "Nadia Haddad=nadia,Peter Lavoie=peter,Joan Webb=joan"},
        {"Lotus Pharma 莲花制药", "lotuspharma.example", "zh", "Asia/Shanghai", true, {1, 2}, "Yuan Bo 袁博=yuanbo,Xie Na 谢娜=xiena,Song Kai 宋凯=songkai,Ren Jing 任静=renjing", "GMP validated: every patch needs release notes in Chinese."},
        {"Redwood Cooperative", "redwoodcoop.example", "en", "America/Denver", false, {1}, "Beth Carver=beth,Omar Aziz=omar,Tina Voss=tina"},
        {"Vela Mobility", "velamobility.example", "en", "Europe/Madrid", true, {2}, "Lucia Romero=lucia.romero,Javier Ruiz=javier.ruiz,Elena Prieto=elena.prieto,Marc Soler=marc.soler"},
        {"Cloudberry Media", "cloudberry.example", "en", "Europe/Helsinki", false, {2}, "Aino Virtanen=aino,Mikko Laine=mikko,Sanna Koski=sanna"},
        {"Tianhe Telecom 天河电信", "tianhe.example", "zh", "Asia/Shanghai", true, {2, 0}, "Du Peng 杜鹏=dupeng,Fan Xiao 范晓=fanxiao,Shi Lei 石磊=shilei,Bai Xue 白雪=baixue", "Advanced support; on-site training twice a year."},
        {"Yunfan E-commerce 云帆电商", "yunfan.example", "zh", "Asia/Shanghai", false, {2}, "Kong Wei 孔维=kongwei,Mo Fei 莫菲=mofei,Tan Qiang 谭强=tanqiang,Pan Ting 潘婷=panting"},
        {"Harvest Analytics", "harvestanalytics.example", "en", "America/Sao_Paulo", true, {2}, "Bruno Carvalho=bruno,Camila Duarte=camila,Rafael Lima=rafael"},
        {"Southern Grid Energy 南网能源", "southerngrid.example", "zh", "Asia/Shanghai", true, {2}, "Liang Chen 梁晨=liangchen,Ye Qing 叶青=yeqing,Guo Dong 郭栋=guodong"}};
    return all;
}
const std::vector<Plan>& individuals() {
    static const std::vector<Plan> all{
        {"", "posteo.example", "en", "Europe/Berlin", false, {0}, "Felix Baumann=felix.b,Katarzyna Nowak=kasia.nowak"}, {"", "mailbox.example", "zh", "Asia/Shanghai", false, {0}, "Wei Dong 韦东=weidong88,Shao Yu 邵宇=shaoyu"},
        {"", "inbox.example", "en", "Asia/Kolkata", false, {1}, "Arjun Mehta=arjun.mehta,Fatima Noor=fatima.noor"}, {"", "mailbox.example", "zh", "Asia/Shanghai", false, {1}, "Xiong Ying 熊英=xiongying,Cui Jian 崔健=cuijian"},
        {"", "inbox.example", "en", "America/New_York", false, {2}, "Noah Feldman=noah.f,Iris Papadaki=iris.p"}, {"", "mailbox.example", "zh", "Asia/Shanghai", false, {2}, "Jin Yu 金雨=jinyu,Lei Hao 雷浩=leihao"}};
    return all;
}

std::vector<std::string> split(std::string_view text, char mark) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(mark), text.size());
        parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

Result<> add_people(accounts::Accounts& accounts, const Plan& plan, const std::string& organisation_id, const std::string& password, std::vector<DemoContact>& into) {
    for (const auto& one : split(plan.people, ',')) {
        const auto parts = split(one, '=');
        const auto email = parts[1] + "@" + plan.domain;
        const bool is_community = organisation_id.empty() && plan.vendors[0] == 1;
        MS_TRY(auto person, accounts.create(for_system("seed"), {.email = email, .name = parts[0], .role = is_community ? "community" : "customer", .language = plan.language,
                                                                 .time_zone = plan.time_zone, .organisation_id = organisation_id,
                                                                 .password = email == "li.wei@blueriver.example" || email == "emma.clarke@northlight.example" ? password : "", .is_verified = true}));
        into.push_back({std::move(person), plan.name, plan.vendors});
    }
    return Done{};
}

}  // namespace

Result<std::vector<DemoContact>> seed_demo(Customers& customers, accounts::Accounts& accounts, const std::string& password) {
    const auto actor = for_system("seed");
    std::vector<DemoContact> contacts;
    for (const auto& plan : plans()) {
        MS_TRY(const auto made, customers.create(actor, {.name = plan.name, .notes = plan.notes, .language = plan.language, .time_zone = plan.time_zone, .shares_tickets = plan.shares_tickets}));
        MS_CHECK(customers.put_domain(actor, made.id, plan.domain, true));
        MS_CHECK(add_people(accounts, plan, made.id, password, contacts));
    }
    for (const auto& plan : individuals()) MS_CHECK(add_people(accounts, plan, "", password, contacts));
    return contacts;
}

Result<ManyContacts> seed_many(Customers& customers, accounts::Accounts& accounts, int organisations, int contacts) {
    const auto actor = for_system("seed");
    ManyContacts made;
    for (int o = 0; o < organisations; ++o) {
        const auto n = std::to_string(o + 1);
        const bool is_chinese = o % 2 == 1;
        const auto name = is_chinese ? "第" + n + "公司" : "Company " + n;
        MS_TRY(const auto organisation, customers.create(actor, {.name = name, .notes = {}, .language = is_chinese ? "zh" : "en", .time_zone = is_chinese ? "Asia/Shanghai" : "Europe/Berlin", .shares_tickets = o % 3 == 0}));
        MS_CHECK(customers.put_domain(actor, organisation.id, "company" + n + ".example", true));
        for (int c = o; c < contacts; c += organisations) {
            const auto who = std::to_string(c + 1);
            MS_TRY(auto person, accounts.create(actor, {.email = "contact" + who + "@company" + n + ".example", .name = (is_chinese ? "联系人 " : "Contact ") + who,
                                                        .language = organisation.language, .time_zone = organisation.time_zone, .organisation_id = organisation.id, .password = {}, .is_verified = true}));
            made.persons.push_back(std::move(person));
            made.organisation_names.push_back(name);
        }
    }
    return made;
}

}  // namespace mainstay::customers
